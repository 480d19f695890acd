"""The reader of Markdown: CommonMark with tables, bounded in what a short text may swell to.

A row of a table is completed with empty cells, and a link names its address by a label: both let
a few characters stand for many. Beyond what people write, they are read as plain text.
"""

from __future__ import annotations

import importlib
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

MOST_EMPTY = 1_000  # cells of one text
LEAST_REPEATED = 10_000  # characters of addresses and titles that labels stand for, in any text

# The package's own bound is of one table, and 65,536.
vars(importlib.import_module("markdown_it.rules_block.table"))["MAX_AUTOCOMPLETED_CELLS"] = (
    MOST_EMPTY
)


class References(dict[str, Any]):
    """What labels stand for, told until it is more than so many characters."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def get(self, label: str, default: Any = None) -> Any:
        """Give the address and the title of a label, as `dict.get`."""
        if found := super().get(label):
            self._left -= len(found["href"]) + len(found["title"])
        return found if found and self._left >= 0 else default


class Reader(MarkdownIt):
    """Reads each text with bounds of its own."""

    def parse(self, src: str, env: MutableMapping[str, Any] | None = None) -> list[Token]:
        """Read a text."""
        references = References(max(len(src), LEAST_REPEATED))
        return super().parse(src, {"references": references, "empty": 0})


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    if state.env["empty"] > MOST_EMPTY:
        return False
    before = len(state.tokens)
    is_table = table(state, start, end, silent)
    cells = (token for token in state.tokens[before:] if token.type == "inline")
    state.env["empty"] += sum(not cell.content for cell in cells)
    return is_table


# Without images: one from elsewhere would tell its server who reads what, and when.
reader = Reader("commonmark", {"html": False}).enable(["table", "strikethrough"])
reader.disable("image")
reader.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
