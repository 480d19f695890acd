"""The relevance set, loaded: its texts, what is wanted of them, and the network's synonyms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

HERE = Path(__file__).parent
GRADES = (3, 2, 1)  # exactly what was looked for; good; touches it


@dataclass(frozen=True, slots=True)
class Text:
    """One thing that can be found."""

    key: str  # how the grades name it
    kind: str  # "resource", "thread", "message" …
    on: date
    title: str = ""  # a message has none
    summary: str = ""
    body: str = ""
    attachment: str = ""  # the plain text of its file
    language: str = "fr"
    status: str = "published"  # else "draft"
    resource_kind: str = ""
    territory: str = ""  # a region, by name
    topics: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """The same at every run."""
        return uuid5(NAMESPACE_URL, self.key)

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(12), UTC)

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """What it can be narrowed by, as an index of documents takes it."""
        single = {
            "language": self.language,
            "status": self.status,
            "resource_kind": self.resource_kind,
            "territory": self.territory,
        }
        named = {name: (value,) for name, value in single.items() if value}
        return named | ({"topic": self.topics} if self.topics else {})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed, what that tries, and how well each text answers it."""

    query: str
    tries: str  # "accents", "typo", "acronym" …
    grades: Mapping[str, int]  # by the key of a text; what is not named has 0


@cache
def texts() -> tuple[Text, ...]:
    """Every text of the corpus."""
    return tuple(
        Text(key=key, kind=kind, **{**fields, "topics": tuple(fields.get("topics", ()))})
        for file in _files("corpus")
        for kind, blocks in file.items()
        for key, fields in blocks.items()
    )


@cache
def wanted() -> tuple[Wanted, ...]:
    """Every query with its grades."""
    return tuple(
        Wanted(
            query=block["query"],
            tries=block["tries"],
            grades={key: grade for grade in GRADES for key in block.get(str(grade), ())},
        )
        for file in _files("queries")
        for block in file["wanted"]
    )


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Words and expressions that stand for one another, as moderators would keep them."""
    lists = tomllib.loads((HERE / "synonyms.toml").read_text())
    return tuple(tuple(group) for groups in lists.values() for group in groups)


def _files(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((HERE / folder).glob("*.toml")):
        yield tomllib.loads(path.read_text())
