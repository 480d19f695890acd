"""Live cursors: a place in the journal that only we can read, and whatever is sent in its stead."""

from __future__ import annotations

import base64

import pytest

from backend.graphql.live import cursor_of, position_of
from backend.live.telling import Resync
from backend.rules import Invalid


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("position", [0, 1, 2**63 - 1])
def test_a_cursor_is_read_back_as_the_position_it_was_made_of(position: int) -> None:
    assert position_of(cursor_of(position)) == position


def test_a_cursor_tells_nothing_of_how_much_is_in_the_journal() -> None:
    near, same, far = (cursor_of(position) for position in (375, 375, 10**15))

    assert len({near, same, far}) == 3
    assert {len(cursor) for cursor in (near, same, far)} == {38}


def test_a_cursor_of_another_key_lets_the_client_fetch_anew(settings) -> None:
    cursor = cursor_of(375)

    settings.SECRET_KEY = "another"  # noqa: S105 - of a test

    with pytest.raises(Resync):
        position_of(cursor)


@pytest.mark.parametrize("at", range(0, 38, 5))
def test_a_cursor_that_was_changed_is_not_read(at: int) -> None:
    cursor = cursor_of(375)
    changed = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]

    with pytest.raises(Resync):
        position_of(changed)


@pytest.mark.parametrize(
    "cursor",
    ["", "é", "\ud800", "A" * 40, "A" * 10_000, encoded("journal:1")]
    + [encoded("journal:" + "9" * digits) for digits in (3, 5000)],
)
def test_what_is_no_cursor_is_refused_at_its_field(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        position_of(cursor)
    assert refused.value.field == "after"
