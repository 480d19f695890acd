"""What databases search with by themselves, on the same documents: SQLite's FTS5 and PostgreSQL.

Each is used as its manual says: columns weighed like ours, the best twenty with a snippet, what
the seeker may see, and all that matches counted by kind. None reads French and English apart.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg import sql

from backend.search.contract import Document, Seeker
from backend.search.fields import TEXTS
from backend.search.matching import WEIGHTS

PAGE = 20
WORDS = re.compile(r"\w+")
COLUMNS = ("key", "kind", "audience", "owner", *TEXTS)


@dataclass(frozen=True)
class Answer:
    """The keys of the best, the best first, and how many match of each kind."""

    keys: list[str]
    counts: dict[str, int]


class Peer(Protocol):
    """What is filled once and asked often."""

    name: str
    is_process: bool  # it works in this process, whose processor time tells what it takes

    def fill(self, documents: Iterable[Document]) -> None:
        """Begin anew with these documents."""

    def ask(self, text: str, seeker: Seeker) -> Answer:
        """Answer what somebody typed."""

    def close(self) -> None:
        """Leave nothing behind."""


class Fts5:
    """SQLite's FTS5: words without case and accents, unstemmed; any of them will do."""

    name = "SQLite FTS5"
    is_process = True

    def __init__(self, path: str = ":memory:") -> None:
        self._database = sqlite3.connect(path)

    def fill(self, documents: Iterable[Document]) -> None:
        self._database.executescript(f"""
            DROP TABLE IF EXISTS page;
            CREATE VIRTUAL TABLE page USING fts5(key UNINDEXED, kind UNINDEXED,
                audience UNINDEXED, owner UNINDEXED, {", ".join(TEXTS)},
                tokenize = "unicode61 remove_diacritics 2");
        """)
        with self._database as database:
            database.executemany(
                f"INSERT INTO page VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608
                map(_row, documents),
            )

    def ask(self, text: str, seeker: Seeker) -> Answer:
        words = WORDS.findall(text)
        weights = ", ".join(["0"] * 4 + [str(WEIGHTS[name]) for name in TEXTS])
        seen = ", ".join("?" * len(seeker.audiences))
        matching = f"page MATCH ? AND (audience IN ({seen}) OR owner = ?)"
        given = [" OR ".join(f'"{word}"' for word in words), *seeker.audiences, _id(seeker.owner)]
        best = self._database.execute(
            f"SELECT key, snippet(page, -1, '<mark>', '</mark>', '…', 32) FROM page"  # noqa: S608
            f" WHERE {matching} ORDER BY bm25(page, {weights}) LIMIT {PAGE}",
            given,
        ).fetchall()
        counted = self._database.execute(
            f"SELECT kind, count(*) FROM page WHERE {matching} GROUP BY kind",  # noqa: S608
            given,
        ).fetchall()
        return Answer([key for key, _snippet in best], dict(counted))

    def close(self) -> None:
        self._database.close()


class PostgreSQL:
    """PostgreSQL's full text: its French stemmer, `websearch_to_tsquery`, `ts_rank_cd`."""

    is_process = False

    def __init__(self, url: str, *, needs_all: bool) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._needs_all = needs_all
        self._asked = self._configured()
        self.name = f"PostgreSQL, {'all words' if needs_all else 'any word'}"

    def fill(self, documents: Iterable[Document]) -> None:
        weighed = " || ".join(
            f"setweight(to_tsvector('peer', {name}), '{weight}')"
            for name, weight in zip(TEXTS, "ABCD", strict=True)
        )
        columns = ", ".join(f"{name} text" for name in COLUMNS)
        self._run(f"""
            DROP TABLE IF EXISTS peer_page;
            CREATE UNLOGGED TABLE peer_page ({columns},
                words tsvector GENERATED ALWAYS AS ({weighed}) STORED);
        """)
        copying = f"COPY peer_page ({', '.join(COLUMNS)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(copying) as copy:  # type: ignore[arg-type]
            for document in documents:
                copy.write_row(_row(document))
        self._run("CREATE INDEX ON peer_page USING gin (words); ANALYZE peer_page;")

    def ask(self, text: str, seeker: Seeker) -> Answer:
        given = {
            "text": text,
            "seen": list(seeker.audiences),
            "owner": _id(seeker.owner),
            "weights": [WEIGHTS[name] / WEIGHTS["title"] for name in reversed(TEXTS)],
        }
        matching = f"""
            FROM peer_page, (SELECT {self._asked} AS asked) AS question
            WHERE words @@ asked AND (audience = ANY(%(seen)s) OR owner = %(owner)s)
        """
        best = self._rows(
            f"""
            SELECT key, ts_headline('peer', concat_ws(' ', {", ".join(TEXTS)}), asked)
            FROM (SELECT *, ts_rank_cd(%(weights)s::real[], words, asked, 1) AS rank {matching}
                  ORDER BY rank DESC LIMIT {PAGE}) AS best ORDER BY rank DESC
            """,  # noqa: S608
            given,
        )
        counted = self._rows(f"SELECT kind, count(*) {matching} GROUP BY kind", given)
        return Answer([key for key, _headline in best], dict(counted))

    def close(self) -> None:
        self._run("""
            DROP TABLE IF EXISTS peer_page;
            DROP TEXT SEARCH CONFIGURATION IF EXISTS peer;
        """)
        self._connection.close()

    def _configured(self) -> str:
        """Make the configuration, without accents where the extension is there; give its query."""
        self._run("""
            DROP TABLE IF EXISTS peer_page;
            DROP TEXT SEARCH CONFIGURATION IF EXISTS peer;
            CREATE TEXT SEARCH CONFIGURATION peer (COPY = french);
        """)
        if self._rows("SELECT 1 FROM pg_available_extensions WHERE name = 'unaccent'", {}):
            self._run("""
                CREATE EXTENSION IF NOT EXISTS unaccent;
                ALTER TEXT SEARCH CONFIGURATION peer
                    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
            """)
        asked = "websearch_to_tsquery('peer', %(text)s)"
        return asked if self._needs_all else f"replace({asked}::text, '&', '|')::tsquery"

    def _run(self, statements: str) -> None:
        self._connection.execute(sql.SQL(statements))  # type: ignore[arg-type]

    def _rows(self, statement: str, given: dict[str, Any]) -> list[Any]:
        return self._connection.execute(sql.SQL(statement), given).fetchall()  # type: ignore[arg-type]


def _row(document: Document) -> tuple[str, ...]:
    named = (str(document.key), document.kind, document.audience, _id(document.owner))
    return (*named, *(getattr(document, name).replace("\0", " ") for name in TEXTS))


def _id(owner: object) -> str:
    return str(owner or "")
