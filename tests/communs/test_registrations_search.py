"""How many come to events and cycles counts a little in search, and after what it is looked up."""

from __future__ import annotations

import pytest

from backend.search.checking import check
from backend.search.contract import Key
from backend.search.engines import engine
from backend.search.sources import present, to_read, touched
from backend.search.uses import used
from communs.registrations import search
from communs.registrations.facts import Registered
from communs.registrations.models import Desk

from .test_registrations import added, coming, leave, opened, planned, started

pytestmark = pytest.mark.django_db

COME = [used(times, search.MUCH_AWAITED) for times in range(4)]


def weight(kind, row):
    (document,) = present([Key(kind, row.pk)])
    return document.weight


def after(cast, act, *given):
    """Say what an index takes again after something, and what of that says something new."""
    cast.facts()
    act(cast, *given)
    facts = cast.facts()
    return to_read(facts), touched(facts)


def test_an_event_counts_by_those_who_come_and_not_by_those_who_wait(cast):
    event = planned(cast)
    desk = opened(cast, event=event, capacity=2)
    weights = [weight("event", event)]
    for who in ("bo", "mo", "ob"):  # the third has to wait
        coming(cast, desk, who)
        weights.append(weight("event", event))

    assert weights == pytest.approx([*COME[:3], COME[2]])
    assert weight("event", planned(cast)) == 1.0


def test_those_who_come_to_a_session_come_to_its_event(cast):
    event = planned(cast)
    coming(cast, opened(cast, session=added(cast, event)), "bo", "mo")
    coming(cast, opened(cast, session=added(cast, event)), "ob")

    assert weight("event", event) == pytest.approx(COME[3])


def test_a_cycle_counts_by_those_who_come_all_through(cast):
    cycle = started(cast)
    coming(cast, opened(cast, cycle=cycle), "bo")

    assert weight("cycle", cycle) == pytest.approx(COME[1])


def test_more_than_many_count_as_many(cast):
    event = planned(cast)
    desk = opened(cast, event=event)
    Desk.objects.filter(pk=desk.pk).update(taken_count=5_000)

    assert weight("event", event) == pytest.approx(1.15)


@pytest.mark.parametrize("what", ["event", "session", "cycle"])
def test_what_others_come_to_is_read_again_and_says_nothing_new(cast, what):
    whole = started(cast) if what == "cycle" else planned(cast)
    thing = added(cast, whole) if what == "session" else whole
    desk = opened(cast, capacity=1, **{what: thing})
    key = Key("cycle" if what == "cycle" else "event", whole.pk)

    assert after(cast, coming, desk, "bo") == ({key}, set())
    assert after(cast, coming, desk, "mo") == (set(), set())  # to wait takes no place
    assert after(cast, leave, desk, "bo") == ({key}, set())  # mo moves up


def test_what_many_come_to_is_looked_up_once(cast, django_assert_num_queries):
    desk = opened(cast)
    fact = Registered(cast.person("bo").pk, desk.pk, desk.pk, is_waiting=False)
    search.of_desk.cache_clear()

    with django_assert_num_queries(1):
        assert to_read([fact] * 500) == {Key("event", desk.event_id)}


def test_the_index_agrees_with_the_database_as_people_come_and_go(cast, index):
    event = planned(cast)
    desk = opened(cast, event=event, capacity=1)
    for act, who in ((coming, "bo"), (coming, "mo"), (leave, "bo"), (leave, "mo")):
        act(cast, desk, who)
        index()
        assert check(engine()).wrong == set()


@pytest.mark.parametrize("many", [1, 6])
def test_how_many_come_is_asked_at_once_for_many_events(cast, django_assert_num_queries, many):
    events = [planned(cast) for _each in range(many)]
    for event in events:
        coming(cast, opened(cast, event=event), "bo")

    with django_assert_num_queries(9):
        found = present(Key("event", event.pk) for event in events)
    assert [each.weight for each in found] == pytest.approx([COME[1]] * many)
