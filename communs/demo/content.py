"""The demo network's content: TOML for who and when, Markdown for what people wrote.

A file of texts is a sequence of parts: a head in TOML between two lines of ``+++``, and a text.
The first part makes a thing, the next ones are what became of it: the revisions of a resource,
the sessions of an event, the messages of a thread. Times are those of Paris.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "content"
FENCE = re.compile(r"^\+\+\+\n", re.MULTILINE)
PARIS = ZoneInfo("Europe/Paris")

Head = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A head, and the text below it."""

    head: Head
    text: str


def table(name: str) -> Head:
    """Read a file of nothing but TOML."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def texts(folder: str) -> dict[str, list[Part]]:
    """Read all files of a folder, part by part, by their names."""
    return {path.stem: _parts(path) for path in sorted((FOLDER / folder).glob("*.md"))}


def moment(local: datetime) -> datetime:
    """Give a time of Paris with its offset."""
    return local.replace(tzinfo=PARIS)


def _parts(path: Path) -> list[Part]:
    before, *pieces = FENCE.split(path.read_text(encoding="utf-8"))
    if before or len(pieces) % 2:
        raise ValueError(f"{path.name}: heads stand between two lines of +++.")
    return [
        Part(tomllib.loads(head), text.strip())
        for head, text in zip(pieces[::2], pieces[1::2], strict=True)
    ]
