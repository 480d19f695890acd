"""The split form, as deploy/ ships it: it does what one process does, and outlives its parts."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.engines import address, remove_indexes
from tests.postgresql import PostgreSQL
from tests.uploads import PDF

from .clients import Client, Line, bodies
from .postbox import Postbox
from .servers import eventually
from .split import Split
from .steady import Steady
from .test_sharing import fetch, upload

pytestmark = pytest.mark.services

FOUND_WITHIN = 60.0  # seconds, on a machine that does much else
THREADS = 4  # HTTP_THREADS as shipped
BESIDE = 3  # connections of a process to the database beside those: operators.md
FOLLOWER_CONNECTIONS = 9 + 1  # one for each follower, and one beside
HALF_SENT = 96
SAY = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"query": "{ groups(first: 5) { nodes { name } } }"}'
"""


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSQL]:
    """A PostgreSQL that may be restarted."""
    cluster = PostgreSQL()
    cluster.lay()
    yield cluster
    cluster.stop("immediate")


@pytest.fixture(scope="module")
def communs(
    tmp_path_factory: pytest.TempPathFactory, database: PostgreSQL, postbox: Postbox
) -> Iterator[Split]:
    folder = tmp_path_factory.mktemp("split")
    split = Split(
        folder,
        DATABASE_URL=database.address,
        REDIS_URL=os.environ["REDIS_URL"],
        SEARCH_URL=address("elasticsearch", folder),
        EMAIL_URL=postbox.address,
    )
    with split.running():
        eventually(lambda: split.webs[0].health()["search"] == "ok", 60)
        yield split
    remove_indexes()


@pytest.fixture(scope="module")
def ada(communs: Split, postbox: Postbox) -> Client:
    return Client(communs, "Ada Essai").join(postbox)


@pytest.fixture(scope="module")
def group(ada: Client) -> str:
    return ada.do("createGroup", "group { id }", name="Veille")["id"]


@pytest.fixture(scope="module")
def thread(ada: Client, group: str) -> str:
    return ada.do("openThread", "thread { id }", title="Essais", group=group)["id"]


@pytest.fixture
def steady(communs: Split, ada: Client, thread: str) -> Steady:
    """Ada, who writes from four places at once."""
    places = [Client(communs, "Ada Essai") for _ in range(4)]
    for place in places:
        place.token = ada.token
        place.http.timeout = 90  # more than nginx has: whoever waits too long is told so
    return Steady(places, thread)


@contextmanager
def lines(ada: Client, communs: Split, thread: str) -> Iterator[list[Line]]:
    """Listen by one socket at each process."""
    with ExitStack() as stack:
        opened = [stack.enter_context(ada.line()) for _ in communs.webs]
        for line in opened:
            line.listen(thread, ada.live_cursor(thread))
        eventually(lambda: [w.health()["live"]["sockets"] for w in communs.webs] == [1, 1], 60)
        yield opened


def is_found(ada: Client, word: str) -> bool:
    """Whether search finds a word once; it may be away for a moment."""
    answer = ada.post("query ($q: String!) { search(query: $q) { totalCount } }", q=word).json()
    return bool(answer["data"]) and answer["data"]["search"]["totalCount"] == 1


def numbers(ada: Client, thread: str) -> dict[int, str]:
    """Give all that was said in a thread."""
    document = """query ($id: ID!, $after: String) { thread(id: $id) {
      messages(first: 100, after: $after) {
        nodes { number body } pageInfo { hasNextPage endCursor } } } }"""
    found: dict[int, str] = {}
    after, is_more = None, True
    while is_more:
        page = ada.ask(document, id=thread, after=after)["thread"]["messages"]
        found |= {each["number"]: each["body"] for each in page["nodes"]}
        after, is_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


# --- it does what one process does --------------------------------------------------------------


def test_nginx_finds_nothing_wrong(communs: Split) -> None:
    said = communs.check()

    assert "test is successful" in said
    assert "[warn]" not in said


def test_without_tls_one_is_led_to_it(communs: Split) -> None:
    answer = httpx.get(f"{communs.plain_url}/graphql?query=%7Bx%7D")

    assert answer.status_code == 301
    assert answer.headers["location"] == "https://127.0.0.1/graphql?query=%7Bx%7D"


def test_answers_carry_what_protects_browsers(communs: Split, ada: Client) -> None:
    headers = ada.post("{ viewer { name } }").headers

    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "1." not in headers.get("server", "")


def test_who_posts_at_one_process_is_heard_at_all(communs: Split, ada: Client, thread: str) -> None:
    with lines(ada, communs, thread) as opened:
        for number in range(4):
            ada.say(thread, f"entendu {number}")

        for line in opened:
            assert bodies(line.hear(4)) == [f"entendu {number}" for number in range(4)]


def test_what_was_posted_is_found(ada: Client, thread: str) -> None:
    ada.say(thread, "Une passerelle se bâtit à deux.")

    eventually(lambda: is_found(ada, "passerelle"), FOUND_WITHIN)


def test_a_file_goes_up_and_comes_down(communs: Split, ada: Client, group: str) -> None:
    resource = ada.do(
        "draftResource", "resource { id }", group=group, title="Faire alliance", kind="GUIDE"
    )["id"]
    large = PDF[:-6] + b"%" * 3_000_000 + PDF[-6:]

    done = upload(ada, "attachFile", "attachment { url }", "a.pdf", large, resource=resource)

    url = done["attachment"]["url"]
    assert fetch(ada, url).content == large
    assert fetch(Client(communs), url).status_code == 404


@pytest.mark.parametrize(("path", "size"), [("/graphql", 27_000_000), ("/elsewhere", 1_200_000)])
def test_what_is_too_large_is_told_as_the_graph_tells_it(
    communs: Split, path: str, size: int
) -> None:
    answer = Client(communs).http.post(path, content=b" " * size)

    assert answer.status_code == 413
    assert answer.json()["errors"][0] == {
        "message": "La requête est trop volumineuse.", "extensions": {"code": "LIMITED"},
    }  # fmt: skip


# --- nobody waits for another, and the database is not worn out ----------------------------------


@contextmanager
def half_sent(port: int, tls: Split | None = None) -> Iterator[None]:
    """Hold many requests of which half is sent, and a byte more now and then."""
    with ExitStack() as stack:
        held = []
        for _ in range(HALF_SENT):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            if tls:
                connection = stack.enter_context(
                    tls.trust.wrap_socket(connection, server_hostname="127.0.0.1")
                )
            connection.sendall(
                b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b'Content-Length: 1000\r\n\r\n{"query"'
            )
            held.append(connection)
        ending = threading.Event()

        def drip() -> None:
            while not ending.wait(0.5):
                for connection in held:
                    connection.sendall(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            yield
        finally:
            ending.set()
            dripping.join()


def median_wait(client: httpx.Client) -> float:
    """Ask a number of times, and give the median of the seconds it took."""
    waits = []
    for _ in range(30):
        began = time.perf_counter()
        assert client.post("/graphql", json={"query": "{ __typename }"}).status_code == 200
        waits.append(time.perf_counter() - began)
    assert max(waits) < 2, waits
    return sorted(waits)[15]


@pytest.mark.parametrize("way", ["process", "nginx"])
def test_half_sent_requests_hold_up_nobody(communs: Split, ada: Client, way: str) -> None:
    web = communs.webs[0]
    base = f"http://127.0.0.1:{web.port}" if way == "process" else communs.url
    port = int(base.rpartition(":")[2])
    with httpx.Client(base_url=base, verify=communs.trust, trust_env=False) as client:
        undisturbed = median_wait(client)
        with half_sent(port, communs if way == "nginx" else None):
            disturbed = median_wait(client)

    assert disturbed < 3 * undisturbed + 0.02


def sessions(watching: psycopg.Connection) -> tuple[int, int]:
    """Give how many connections the database has, and how many it ever had."""
    now = watching.execute(
        "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = 'communs'"  # without this one
    ).fetchone()
    ever = watching.execute(
        "SELECT sessions FROM pg_stat_database WHERE datname = 'communs'"
    ).fetchone()
    assert now
    assert ever
    return now[0], ever[0]


def load(url: str, script: Path, seconds: int) -> str:
    """Ask over 64 connections, as fast as it goes; gives what wrk says of it."""
    done = subprocess.run(  # noqa: S603 - wrk
        ["/usr/bin/env", "wrk", "-t1", "-c64", f"-d{seconds}s", "--timeout", "20s",
         "-s", script, f"{url}/graphql"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def test_under_load_all_are_answered_over_connections_that_last(
    communs: Split, database: PostgreSQL, tmp_path: Path
) -> None:
    script = tmp_path / "say.lua"
    script.write_text(SAY)
    load(communs.url, script, 1)  # each thread of each process takes its connection
    most = []
    with psycopg.connect(database.address, autocommit=True) as watching:
        _now, before = sessions(watching)
        ending = threading.Event()

        def watch() -> None:
            while not ending.wait(0.1):
                most.append(sessions(watching)[0])

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            said = load(communs.url, script, 4)
        finally:
            ending.set()
            watcher.join()
        now, after = sessions(watching)

    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    requests = re.search(r"(\d+) requests in", said)
    assert requests
    assert int(requests[1]) > 0
    bound = len(communs.webs) * (THREADS + BESIDE) + 2 * FOLLOWER_CONNECTIONS
    assert max(most) <= bound
    assert now <= bound
    assert after - before <= 4, "connections to the database are made again and again"


# --- parts end, and it goes on --------------------------------------------------------------------


def test_restarting_one_process_after_the_other_turns_nobody_away(
    communs: Split, ada: Client, thread: str, steady: Steady
) -> None:
    pids = [web.pid for web in communs.webs]
    with steady.at_work():
        for web, spare in zip(communs.webs, communs.spares, strict=True):
            web.restart_beside(spare)

    assert steady.failures == {}
    assert all(web.pid not in pids for web in communs.webs)
    assert steady.posted.items() <= numbers(ada, thread).items()


def test_a_web_process_that_is_killed_is_missed_for_a_moment(
    communs: Split, ada: Client, thread: str, steady: Steady
) -> None:
    with lines(ada, communs, thread) as opened:
        cursors = [line.cursor for line in opened]
        with steady.at_work():
            communs.webs[0].kill()
            communs.webs[0].start()
            communs.webs[0].wait_until_ready()

    assert steady.failures.keys() <= {"503 UNAVAILABLE"}
    assert sum(steady.failures.values()) <= 2 * len(steady.clients)  # those under way just then
    said = numbers(ada, thread)
    assert steady.posted.items() <= said.items()
    assert len(set(said.values())) == len(said)  # nothing was posted twice
    with ada.line() as line:  # whoever listened there comes again
        line.listen(thread, cursors[0])
        heard = line.hear(len(steady.posted))
    assert [each["message"]["number"] for each in heard] == sorted(steady.posted)


def test_another_follower_takes_over(communs: Split, ada: Client, thread: str) -> None:
    first, second = communs.followers
    for word, dying in (("bergamote", first), ("mandarine", second)):
        dying.kill()
        ada.say(thread, f"Le relais est pris : {word}.")

        eventually(lambda word=word: is_found(ada, word), FOUND_WITHIN)
        dying.start()


def test_a_restart_of_postgresql_is_outlived(
    communs: Split, ada: Client, thread: str, steady: Steady, database: PostgreSQL
) -> None:
    pids = [unit.pid for unit in (*communs.webs, *communs.followers)]
    with steady.at_work():
        database.stop()
        time.sleep(0.5)
        database.start()

    assert steady.failures
    assert all(told.endswith(" UNAVAILABLE") for told in steady.failures), steady.failures
    said = numbers(ada, thread)
    assert steady.posted.items() <= said.items()
    assert len(set(said.values())) == len(said)
    units = (*communs.webs, *communs.followers)
    assert [unit.pid for unit in units] == pids
    assert all(unit.process and unit.process.poll() is None for unit in units)

    def is_well() -> bool:
        health = communs.webs[0].health()
        return health["status"] == "ok" and {f["lag"] for f in health["followers"].values()} == {0}

    eventually(is_well, FOUND_WITHIN)


def test_nothing_went_wrong_that_was_not_meant_to(communs: Split) -> None:
    assert not re.search(r"Request [0-9a-f]+ failed", communs.words), communs.words[-5_000:]
