"""An index's generations in the cluster: side by side, and an alias on the one that answers.

A generation is an index ``prefix-v10-…`` with an alias of its own, ``prefix-v10-…-write``, through
which alone it is written: so nothing is written to an index that was removed, which Elasticsearch
would otherwise make again, without its mapping. What is searched is the alias ``prefix-v10``: it
names the shape, so that nobody ever searches an index of another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import uuid_utils.compat
from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError

from backend.search.contract import Moved, Position

from .answers import until_taken
from .rows import ANSWERING, BUILDING, MAPPINGS, POSITION, SETTINGS, SHAPE, position_row


@dataclass(frozen=True)
class Standing:
    """Where the index that answers stands, and which state of it we have seen."""

    index: str
    position: Position
    seq_no: int
    primary_term: int


def writing(index: str) -> str:
    """Name the alias through which a generation is written."""
    return f"{index}-write"


def alias_of(prefix: str) -> str:
    """Name what is searched."""
    return f"{prefix}-{SHAPE}"


class Generations:
    """The indexes of one prefix."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._alias = alias_of(prefix)
        self._named = re.compile(rf"{re.escape(prefix)}-v\d+-[0-9a-f]{{32}}")
        """Only what is named so is ours to remove."""

    def standing(self, *, refreshed: bool = False) -> Standing | None:
        """Read where we are, or where what can be found is; None without a sound index of ours."""
        copy = self._alias if refreshed else None  # the one that is searched
        try:
            found = self._client.get(
                index=self._alias, id=POSITION, realtime=not refreshed, preference=copy
            )
        except (NotFoundError, BadRequestError):  # or the alias is on several
            return None
        index = found["_index"]
        if not self._named.fullmatch(index):
            return None
        position = Position(**found["_source"]["stored"])
        return Standing(index, position, found["_seq_no"], found["_primary_term"])

    def move(self, standing: Standing, position: Position) -> None:
        """Put the position in force, unless somebody moved it since we looked."""
        try:
            self._put(standing.index, position_row(position), unless_after=standing)
        except (ConflictError, NotFoundError):
            raise Moved from None

    def create(self) -> str:
        """Make a generation that nobody searches yet."""
        index = f"{self._prefix}-{SHAPE}-{uuid_utils.compat.uuid7().hex}"
        self._client.indices.create(
            index=index,
            mappings=MAPPINGS,
            settings=SETTINGS | BUILDING,
            aliases={writing(index): {}},
        )
        return index

    def switch(self, index: str, position: Position) -> None:
        """Make a generation the one that answers, at once and for everybody."""
        self._put(index, position_row(position))
        self._client.indices.put_settings(index=index, settings=ANSWERING)
        self._client.indices.refresh(index=index)
        self._client.indices.update_aliases(actions=[*self._ways(), _add(index, self._alias)])

    def _put(self, index: str, told: dict[str, Any], unless_after: Standing | None = None) -> None:
        until_taken(
            lambda: self._client.index(
                index=writing(index),
                id=POSITION,
                document=told,
                require_alias=True,
                if_seq_no=unless_after.seq_no if unless_after else None,
                if_primary_term=unless_after.primary_term if unless_after else None,
            )
        )

    def refresh(self, index: str) -> None:
        """Let what was written be found now."""
        self._client.indices.refresh(index=index)

    def remove(self, index: str) -> None:
        """Remove a generation, if it is there."""
        self._client.options(ignore_status=404).indices.delete(index=index)

    def sweep(self, *, superseded: bool = False) -> None:
        """Remove generations that nobody searches, ``superseded`` ones of other shapes too.

        Only for who holds the lease.
        """
        pattern = f"{self._prefix}-v*"
        for index, told in self._client.indices.get_alias(index=pattern).items():
            searched = told["aliases"].keys() - {writing(index)}
            kept = searched & {self._alias} if superseded else searched
            if self._named.fullmatch(index) and not kept:
                self.remove(index)

    def _ways(self) -> list[dict[str, Any]]:
        """Give what takes our name from whatever has it now, be it an index made by mistake."""
        held = self._client.options(ignore_status=404).indices.get_alias(index=self._alias)
        names = [] if "error" in held else sorted(held)
        return [
            {"remove_index": {"index": name}}
            if name == self._alias
            else {"remove": {"index": name, "alias": self._alias}}
            for name in names
        ]


def _add(index: str, alias: str) -> dict[str, Any]:
    return {"add": {"index": index, "alias": alias}}
