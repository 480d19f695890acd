"""What means the same in the network: its acronyms, and their full names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from backend.rules import Actor
from communs.vocabulary.actions import add_synonyms

from .content import Head, moment, table
from .world import Step, World

SAID = datetime(2024, 1, 8, 9, 10)  # noqa: DTZ001 - by the clocks of Paris


def steps() -> Iterator[Step]:
    """Give all that was said to mean the same."""
    for head in table("vocabulary")["sets"]:
        yield Step(moment(SAID), "ines", partial(_add, head))


def _add(head: Head, by: Actor, _world: World) -> None:
    add_synonyms(by=by, expressions=head["expressions"], note=head.get("note"))
