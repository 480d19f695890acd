"""``make bench-search``: how well and how fast search answers, beside what databases have.

The relevance set of `tests/search` is asked of each engine and of its peers. Then a database is
made for the run, SQLite, and filled with the demo network and a crowd: it is indexed, and asked
through the graph as a member asks, with highlights, and with facets where the graph has them.
Elasticsearch is measured where ``ELASTICSEARCH_URL`` names one, and PostgreSQL's full text where
``DATABASE_URL`` names one. The figures are of this process's own time (busy) for what works inside
it, and by the clock (wall) for servers. A goal that is missed ends the run with an error.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .networks import begin, crowded

if TYPE_CHECKING:
    from backend.rules import Actor
    from backend.search.contract import Document

    from .peers import Peer
    from .speed import Measured

QUESTIONS, OTHERS = 200, 5_000  # that are measured, and that are asked before
PREFIX = "bench-search"
SYNONYMS = "tests.search.relevance.synonyms"


def main() -> None:
    """Measure everything, print it, and say which goals are missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=37_500, help="50,000 documents in all")
    parser.add_argument("--only", choices=("relevance", "speed"), help="one of the two")
    given = parser.parse_args()
    database = os.environ.pop("DATABASE_URL", "")
    os.environ.pop("REDIS_URL", None)
    os.environ.pop("SEARCH_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        begin(folder)
        from django.test import override_settings  # noqa: PLC0415

        missed: list[str] = []
        with override_settings(SEARCH_SYNONYMS=SYNONYMS), _cleared():
            if given.only != "speed":
                missed += _relevance(Path(folder), database)
            if given.only != "relevance":
                missed += _speed(Path(folder), database, given.messages)
    for each in missed:
        print(f"missed: {each}", file=sys.stderr)  # noqa: T201
    sys.exit(1 if missed else 0)


def _relevance(folder: Path, database: str) -> list[str]:
    from backend.search.engines import make_engine  # noqa: PLC0415

    from .relevance import compare  # noqa: PLC0415

    engines = {name: make_engine(url) for name, url in _addresses(folder / "relevance").items()}
    peers = _peers(database)
    try:
        return compare(engines, peers)
    finally:
        for each in (*engines.values(), *peers):
            each.close()


def _speed(folder: Path, database: str, messages: int) -> list[str]:
    from django.test import override_settings  # noqa: PLC0415

    from backend import garbage  # noqa: PLC0415

    from . import speed  # noqa: PLC0415
    from .printing import WIDTH, say  # noqa: PLC0415
    from .questions import drawn  # noqa: PLC0415
    from .serving import serve  # noqa: PLC0415

    say()
    actor = crowded(messages)
    documents = _documents()
    garbage.let_wait()  # as a server does; and what only the bench keeps is not looked through
    questions = drawn(documents, QUESTIONS)
    others = [each for each in drawn(documents, OTHERS, seed=6) if each not in questions]
    engines = _measured(folder / "speed")
    missed: list[str] = []
    heading = f"{len(documents)} documents, each second"
    say(f"\n{heading:<{WIDTH + 6}}{'from rows':>14}{'ready ones':>14}")
    for each, _url in engines:
        missed += speed.index(each, documents)
    del documents  # no server has them in its memory
    garbage.let_wait()
    heading = f"{QUESTIONS} questions, milliseconds"
    say(f"\n{heading:<{WIDTH + 6}}{'median':>9}{'p90':>9}{'p99':>9}{'ratio':>8}")
    for each, url in engines:
        with override_settings(SEARCH_URL=url):
            missed += speed.ask(each, questions, others, actor)
        missed += serve(each, questions, actor, url)
        each.engine.close()
    peers = _peers(database)
    documents = _documents()
    for peer in peers:
        speed.ask_peer(peer, documents, questions, _seeker(actor))
    for peer in peers:
        peer.close()
    return missed


def _documents() -> Sequence[Document]:
    """Read all that search knows."""
    from backend.search.sources import sources  # noqa: PLC0415

    return [each for source in sources() for chunk in source.chunks() for each in chunk]


def _measured(folder: Path) -> list[tuple[Measured, str]]:
    """Give the engines with what they are to reach, and their addresses."""
    from backend.search.engines import make_engine  # noqa: PLC0415

    from .speed import Measured  # noqa: PLC0415

    urls = _addresses(folder)
    goals = {"tantivy": (time.process_time, 5_000, 25.0)}
    other = (time.perf_counter, 800, None)
    return [
        (Measured(name, make_engine(url), *goals.get(name, other)), url)
        for name, url in urls.items()
    ]


def _addresses(folder: Path) -> dict[str, str]:
    addresses = {"tantivy": f"tantivy://{folder}"}
    if node := os.environ.get("ELASTICSEARCH_URL"):
        protocol, _, host = node.rstrip("/").partition("://")
        scheme = {"http": "elasticsearch", "https": "elasticsearch+https"}[protocol]
        addresses["Elasticsearch"] = f"{scheme}://{host}/{PREFIX}-{os.getpid()}-{folder.name}"
    return addresses


def _peers(database: str) -> list[Peer]:
    from .peers import Fts5, PostgreSQL  # noqa: PLC0415

    peers: list[Peer] = [Fts5()]
    if database:
        peers += [PostgreSQL(database, needs_all=True), PostgreSQL(database, needs_all=False)]
    return peers


def _seeker(actor: Actor) -> object:
    from backend import audiences  # noqa: PLC0415
    from backend.search.contract import Seeker  # noqa: PLC0415

    return Seeker(frozenset(audiences.held_by(actor)), actor.person)


@contextmanager
def _cleared() -> Iterator[None]:
    """Remove afterwards what this run left on the node."""
    try:
        yield
    finally:
        _clear()


def _clear() -> None:
    if node := os.environ.get("ELASTICSEARCH_URL"):
        from elasticsearch import Elasticsearch  # noqa: PLC0415

        client = Elasticsearch(node)
        for index in client.indices.get(index=f"{PREFIX}-{os.getpid()}-*"):
            client.indices.delete(index=index)


if __name__ == "__main__":
    main()
