"""How things are used: asked once for many, counted where all see it who find them."""

from __future__ import annotations

import dataclasses
from uuid import UUID

import pytest

from backend.journal import Fact
from backend.search import uses
from backend.search.contract import Document, Key
from backend.search.sources import present, source_of, to_read, touched
from backend.search.uses import Use, use, used

from .remarks import Remark, RemarkMade, Remarks

pytestmark = pytest.mark.django_db(transaction=True)


@dataclasses.dataclass(frozen=True)
class RemarkQuoted(Fact):
    """Somebody else said it again."""

    topic = "remark"

    remark: UUID


@pytest.fixture
def quoted(remarks, monkeypatch):
    """Give how remarks are quoted, to be written into, and for which rows that was asked."""
    monkeypatch.setattr(uses, "_uses", {})
    quotes, asked = [], []

    @use
    class Quoted(Use):
        kind = "remark"
        much = 10
        touched_by = {RemarkQuoted: "remark"}

        def seen(self, rows):
            asked.append(list(rows))
            return quotes

    return quotes, asked


def remark():
    return Remark.objects.create(title="Alliance")


def weights(*remarks):
    found = {each.id: each.weight for each in present(Key("remark", row.pk) for row in remarks)}
    return [found[row.pk] for row in remarks]


def test_what_is_used_counts_at_most_a_little_more():
    counts = [used(times, 10) for times in (0, 1, 10, 11)]

    assert counts == pytest.approx([1.0, 1.015, 1.15, 1.15])


def test_uses_are_asked_for_once_for_a_chunk(quoted, monkeypatch):
    monkeypatch.setattr(Remarks, "chunk", 2)
    _quotes, asked = quoted
    one, two, three = sorted(remark().pk for _ in range(3))

    assert [len(some) for some in source_of("remark").chunks()] == [2, 1]

    assert asked == [[one, two], [three]]


def test_only_uses_that_all_see_who_find_a_thing_count(quoted):
    quotes, _asked = quoted
    one, two = remark(), remark()
    quotes += [(one.pk, "public"), (one.pk, "public"), (one.pk, "network"), (two.pk, "group:7")]

    assert weights(one, two) == pytest.approx([used(2, 10), 1.0])


@pytest.mark.parametrize(("owner", "times"), [(None, 3), (UUID(int=7), 1)])
def test_an_owner_who_may_not_hold_the_audience_is_told_of_nothing(
    quoted, monkeypatch, owner, times
):
    def owned(_source, row):
        return Document("remark", row.pk, "group:7", "", row.created_at, owner, weight=0.5)

    monkeypatch.setattr(Remarks, "document", owned)
    quotes, _asked = quoted
    one = remark()
    quotes += [(one.pk, "public"), (one.pk, "group:7"), (one.pk, "group:7")]

    assert weights(one) == pytest.approx([0.5 * used(times, 10)])


def test_of_several_uses_the_foremost_counts(quoted):
    one = remark()

    @use
    class Praised(Use):
        kind = "remark"
        much = 2

        def seen(self, rows):
            return [(row, "public") for row in rows]

    quoted[0].append((one.pk, "public"))
    first = weights(one)
    quoted[0].extend([(one.pk, "public")] * 9)

    assert (first, weights(one)) == ([used(1, 2)], [used(10, 10)])


def test_what_is_used_is_read_again_and_says_nothing_new(quoted):
    fact, key = RemarkQuoted(remark=UUID(int=7)), Key("remark", UUID(int=7))

    assert (to_read([fact]), touched([fact])) == ({key}, set())
    assert to_read([RemarkMade(remark=key.id)]) == touched([RemarkMade(remark=key.id)]) == {key}
