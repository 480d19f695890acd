"""Live cursors: a place in the journal, and whatever else a client sends in its stead."""

from __future__ import annotations

import base64

import pytest

from backend.graphql.live import cursor_of, position_of
from backend.rules import Invalid


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("position", [0, 1, 2**63 - 1])
def test_a_cursor_is_read_back_as_the_position_it_was_made_of(position: int) -> None:
    assert position_of(cursor_of(position)) == position


@pytest.mark.parametrize(
    "cursor",
    ["", "é", encoded("journal:"), encoded("journal:-1"), encoded("journal:٣")]
    + [encoded("journal:" + "9" * digits) for digits in (20, 5000)],
)
def test_what_is_no_cursor_is_refused_at_its_field(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        position_of(cursor)
    assert refused.value.field == "after"
