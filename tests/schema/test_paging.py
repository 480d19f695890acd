"""Pages: through a list that changes meanwhile, nothing twice, nothing that stays left out."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communs.groups.models import Group
from communs.threads.models import Thread
from communs.threads.reach import Reach

from . import making
from .conftest import gid

FORWARDS = """query ($after: String) { threads(first: 4, after: $after) {
  nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
BACKWARDS = """query ($before: String) { threads(last: 4, before: $before) {
  nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture
def threads(cast):
    """Make 25 threads, t00 the liveliest; t07 to t09 at the very same moment."""
    return [thread_at(cast, number) for number in range(25)]


def thread_at(cast, number: float, title: str = "") -> Thread:
    """Make a thread that stands at a place in the order."""
    number = 8 if 7 <= number <= 9 else number
    return Thread.objects.create(
        audience=cast.groups["open"].members_audience,
        group=cast.groups["open"],
        title=title or "t",
        active_at=timezone.now() - timedelta(minutes=number),
        created_by=cast.person("bo"),
    )


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """Let the clock stand, so that the order is that of the numbers."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def walk(ask, *, backwards, between=lambda _page: None):
    """Turn the pages of a list to its end; gives the titles in the order of the list."""
    document, way = (BACKWARDS, "before") if backwards else (FORWARDS, "after")
    seen, cursor, turned = [], None, 0
    while True:
        page = ask("bo", document, **{way: cursor})["threads"]
        titles = [node["title"] for node in page["nodes"]]
        seen = [*titles, *seen] if backwards else [*seen, *titles]
        info = page["pageInfo"]
        cursor = info["startCursor"] if backwards else info["endCursor"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            return seen
        between(turned := turned + 1)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_pages_are_the_list(cast, ask, threads, backwards):
    name(threads)
    whole = ask("bo", "{ threads(first: 100) { nodes { title } } }")["threads"]["nodes"]

    assert walk(ask, backwards=backwards) == [each["title"] for each in whole]
    assert len(whole) == 25


@pytest.mark.parametrize("backwards", [False, True])
def test_a_list_that_changes_is_turned_through_all_the_same(cast, ask, threads, backwards):
    name(threads)
    gone = set()

    def between(page):
        """Take away one that was seen, the next and the one where we stand; add all around."""
        at = 25 - 4 * page if backwards else 4 * page
        for place in {at - 1, at, (at + 4) % 25} & set(range(25)):
            gone.add(f"t{place:02}")
            Thread.objects.filter(pk=threads[place].pk).delete()
        for place in (-1, at - 3.5, at + 0.5, 30):
            thread_at(cast, place, title="new")

    seen = [title for title in walk(ask, backwards=backwards, between=between) if title != "new"]

    assert len(seen) == len(set(seen))
    assert {f"t{place:02}" for place in range(25)} - set(seen) <= gone
    assert seen == sorted(seen)


def name(threads):
    """Call the threads by their place in the list."""
    ordered = sorted(threads, key=lambda thread: (thread.active_at, thread.pk), reverse=True)
    for place, thread in enumerate(ordered):
        thread.title = f"t{place:02}"
    Thread.objects.bulk_update(ordered, ["title"])
    threads[:] = ordered


def test_pages_between_two_cursors_say_what_lies_around_them(cast, ask, threads):
    name(threads)
    edges = ask("bo", "{ threads(first: 25) { edges { cursor node { title } } } }")["threads"]
    cursors = [edge["cursor"] for edge in edges["edges"]]
    asked = """query ($a: String, $b: String, $f: Int, $l: Int) {
      threads(after: $a, before: $b, first: $f, last: $l) { totalCount
        nodes { title } pageInfo { hasNextPage hasPreviousPage } } }"""

    def page(**given):
        found = ask("bo", asked, **given)["threads"]
        assert found["totalCount"] == 25
        info = found["pageInfo"]
        titles = [int(node["title"][1:]) for node in found["nodes"]]
        return titles, info["hasPreviousPage"], info["hasNextPage"]

    assert page(a=cursors[4], b=cursors[8]) == ([5, 6, 7], True, True)
    assert page(a=cursors[4], f=2) == ([5, 6], True, True)
    assert page(b=cursors[4], l=2) == ([2, 3], True, True)
    assert page(f=30) == (list(range(25)), False, False)
    assert page(l=25) == (list(range(25)), False, False)
    assert page(a=cursors[24]) == ([], True, False)
    assert page(b=cursors[0], l=3) == ([], False, True)
    assert page(f=0) == ([], False, True)
    assert page(a=cursors[8], b=cursors[4]) == ([], True, True)


def test_each_group_has_a_page_of_its_own(cast, ask):
    for at, group in enumerate(cast.groups.values(), 1):
        for number in range(at * 2):
            making.thread(cast, group, title=f"{at}{number}")
    asked = """query ($after: String) { groups { nodes { threads(first: 2, after: $after) {
      totalCount nodes { title } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""

    pages = [group["threads"] for group in ask("bo", asked)["groups"]["nodes"]]

    # by name: hidden, listed, open
    assert [page["totalCount"] for page in pages] == [6, 4, 2]
    assert [[n["title"] for n in page["nodes"]] for page in pages] == [
        ["35", "34"],
        ["23", "22"],
        ["11", "10"],
    ]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, True, False]


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ("first: 1, last: 1", "INVALID", "last"),
        ("first: -1", "INVALID", "first"),
        ("last: -1", "INVALID", "last"),
        ("first: 101", "LIMITED", "first"),
        ("last: 101", "LIMITED", "last"),
        ('after: "x"', "INVALID", "after"),
        ('before: "x"', "INVALID", "before"),
        ('after: ""', "INVALID", "after"),
        ('after: "é"', "INVALID", "after"),
    ],
)
@pytest.mark.parametrize("name", ["threads", "groups", "people", "resources", "events"])
def test_a_page_that_makes_no_sense_is_refused(cast, post, name, arguments, code, field):
    answer = post("bo", f"{{ {name}({arguments}) {{ nodes {{ id }} }} }}")

    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code, "field": field}
    assert error["path"] == [name]


LISTS = {
    "threads": "{ it: threads(%s) { %s } }",
    "groups": "{ it: groups(%s) { %s } }",
    "people": "{ it: people(%s) { %s } }",
    "resources": "{ it: resources(%s) { %s } }",
    "events": "{ it: events(%s) { %s } }",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_another_list_is_refused(cast, ask, post, name):
    making.thread(cast, cast.group)
    making.event(cast, cast.group)
    making.resource(cast, cast.group, reach=Reach.PUBLIC)
    for other in LISTS:
        page = ask("bo", LISTS[other] % ("first: 1", "pageInfo { endCursor }"))["it"]
        after = f'after: "{page["pageInfo"]["endCursor"]}"'

        answer = post("bo", LISTS[name] % (after, "totalCount"))

        if other == name:
            assert "errors" not in answer
        else:
            assert answer["errors"][0]["extensions"] == {"code": "INVALID", "field": "after"}


FORGED = [
    [],
    {},
    7,
    None,
    "x",
    [None],
    [None, None],
    [1, 2, 3],
    ["2024-01-01", "x"],
    ["2024-01-01T00:00:00Z", str(uuid4())],
    ["2024-01-01T00:00:00", str(uuid4())],
    ["0001-01-01T00:00:00+14:00", str(uuid4())],
    ["9999-12-31T23:59:59-14:00", str(uuid4())],
    ["a\u0000b", str(uuid4())],
    [1e308, str(uuid4())],
    [10**18, str(uuid4())],
    [2**63, str(uuid4())],
    [True, str(uuid4())],
    [[], str(uuid4())],
    [{"a": 1}, str(uuid4())],
    ["x" * 10_000, str(uuid4())],
]


def forge(cursor: str, forged) -> str:
    """Keep of a cursor only what tells its list."""
    mark, *_place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    made = [mark, *forged] if isinstance(forged, list) else forged
    return base64.urlsafe_b64encode(orjson.dumps(made)).decode().rstrip("=")


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_cursor_that_was_made_up_does_no_harm(cast, ask, post, forged):
    making.event(cast, cast.group)
    making.resource(cast, cast.group)
    thread = making.thread(cast, cast.group, "un")
    messages = f'{{ it: thread(id: "{gid(thread)}") {{ messages(%s) {{ %s }} }} }}'

    for document in (*LISTS.values(), messages):
        page = ask("bo", document % ("first: 1", "pageInfo { endCursor }"))["it"]
        cursor = forge(page.get("messages", page)["pageInfo"]["endCursor"], forged)
        for way in ("after", "before"):
            shown = "nodes { id } pageInfo { hasNextPage hasPreviousPage }"
            answer = post("bo", document % (f'{way}: "{cursor}"', shown))
            for error in answer.get("errors", ()):
                assert error["extensions"] == {"code": "INVALID", "field": way}


def test_only_what_is_visible_is_counted_and_only_when_asked(cast, ask, cost):
    for group in cast.groups.values():
        making.thread(cast, group)
    Group.objects.filter(pk=cast.groups["listed"].pk).update(visibility="hidden")

    counts = {
        who: [
            ask(who, f"{{ {name} {{ totalCount }} }}")[name]["totalCount"]
            for name in ("threads", "groups", "people")
        ]
        for who in ("bo", "zed", "nobody")
    }

    assert counts == {"bo": [3, 3, 6], "zed": [1, 1, 6], "nobody": [1, 1, 0]}
    without = cost("bo", "{ threads { nodes { id } } }")
    counted = cost("bo", "{ threads { totalCount nodes { id } } }")
    assert counted == without + 1


def test_no_page_reads_what_lies_before_it(cast, ask, threads):
    page = ask("bo", "{ threads(first: 20) { pageInfo { endCursor } } }")["threads"]
    after = page["pageInfo"]["endCursor"]

    with CaptureQueriesContext(connection) as captured:
        ask("bo", FORWARDS, after=after)

    (query,) = [each["sql"] for each in captured if "LIMIT 5" in each["sql"]]
    assert "OFFSET" not in query
