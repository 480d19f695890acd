"""Registrations: who opens a desk, who gets a place, who waits, who moves up, who was there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.rules import Conflict, Denied, Invalid, Limited, Missing
from communs.events import actions as meeting
from communs.groups import actions as grouping
from communs.groups.models import Membership
from communs.registrations import actions, facts, queries, rules
from communs.registrations.models import Desk, Registration, RegistrationState
from communs.threads.reach import Reach
from tests.cast import PARTS

pytestmark = pytest.mark.django_db

SOON = timedelta(days=30)
THEY_LOOK_AFTER = {"ana", "mo"}
MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}
REGISTERED, WAITING = RegistrationState.REGISTERED, RegistrationState.WAITING
CANCELLED = RegistrationState.CANCELLED


def planned(cast, of="listed", *, reach=None, title="Webinaire", **given):
    start = timezone.now() + SOON
    times = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
    plan = {"group": cast.groups[of], "reach": reach, "time_zone": "Europe/Paris"}
    return cast.perform(meeting.plan_event, "ana", title=title, **times | plan | given)


def added(cast, event):
    times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(hours=1)}
    return cast.perform(meeting.add_session, "ana", event=event, title="Atelier", **times)


def started(cast, of="listed", reach=None):
    group = cast.groups[of]
    given = {"group": group, "title": "Cycle", "reach": reach}
    return cast.perform(meeting.start_cycle, "ana", **given)


def opened(cast, who="ana", **given):
    if not {"event", "session", "cycle"} & given.keys():
        given["event"] = planned(cast)
    return cast.perform(actions.open_registration, who, **given)


def coming(cast, desk, *people):
    return [cast.perform(actions.register, who, desk=desk) for who in people]


def leave(cast, desk, who):
    return cast.perform(actions.cancel_registration, who, desk=desk)


def edit(cast, desk, who="ana", revision=1, **given):
    return cast.perform(actions.edit_registration, who, desk=desk, revision=revision, **given)


def begin(desk, ago=timedelta(hours=1)):
    """Let what a desk is for have begun."""
    event = desk.event
    type(event).objects.filter(pk=event.pk).update(starts_at=timezone.now() - ago)


def states(desk):
    rows = desk.registrations.order_by("number").select_related("person")
    return [(row.person.name.lower(), RegistrationState(row.state)) for row in rows]


def counts(desk):
    desk.refresh_from_db()
    taken, waiting = desk.registrations.placed(), desk.registrations.waiting()
    assert (desk.taken_count, desk.waiting_count) == (taken.count(), waiting.count())
    return desk.taken_count, desk.waiting_count


# --- who x may ------------------------------------------------------------------------------


def test_those_who_look_after_the_group_open_edit_close_and_note_who_came(cast):
    event = planned(cast, reach=Reach.PUBLIC)
    session, cycle = added(cast, event), started(cast, reach=Reach.PUBLIC)
    desk = opened(cast, event=event)

    for thing in (event, session, cycle):
        assert cast.may(rules.can_open, thing) == THEY_LOOK_AFTER
    assert cast.may(rules.can_edit, desk) == THEY_LOOK_AFTER
    assert cast.may(rules.can_close, desk) == THEY_LOOK_AFTER
    assert cast.may(rules.can_reopen, desk) == set()
    assert cast.may(rules.can_cancel_of_others, desk) == THEY_LOOK_AFTER
    assert cast.may(rules.can_record, desk) == set()

    begin(desk)
    desk = Desk.objects.with_subject().get()
    assert cast.may(rules.can_record, desk) == THEY_LOOK_AFTER
    assert cast.may(rules.can_cancel_of_others, desk) == set()


def test_everybody_who_is_signed_in_registers_where_they_see_the_event(cast):
    desk = opened(cast)

    assert cast.may(rules.can_register, desk) == SIGNED_IN
    assert cast.may(rules.can_cancel, desk) == SIGNED_IN
    for who in ("zed", "nina", "nobody"):  # who do not see it
        with pytest.raises(Missing):
            coming(cast, desk, who)
    assert coming(cast, desk, "ob")[0].state == REGISTERED
    assert counts(desk) == (1, 0)


@pytest.mark.parametrize("what", ["cancelled", "closed", "too early", "too late", "begun", "over"])
def test_a_desk_that_takes_nobody_says_why(cast, what):
    now = timezone.now()
    event = planned(cast)
    given = {
        "too early": {"opens_at": now + timedelta(hours=1)},
        "too late": {"closes_at": now - timedelta(hours=1)},
        "over": {"closes_at": now + 2 * SOON},
    }.get(what, {})
    desk = opened(cast, event=event, **given)
    if what == "cancelled":
        cast.perform(meeting.cancel_event, "ana", event=event, reason="Grève")
    if what == "closed":
        cast.perform(actions.close_registration, "mo", desk=desk)
    if what == "begun":
        begin(desk)

    if what == "over":
        past = {"starts_at": now - 2 * SOON, "ends_at": now - SOON}
        type(event).objects.filter(pk=event.pk).update(**past)

    reason = {"cancelled": "cancelled", "too early": "not opened", "over": "over"}
    with pytest.raises(Denied, match=reason.get(what, "closed")):
        coming(cast, desk, "bo")

    assert queries.taking([desk.pk]) == set()
    assert not Registration.objects.exists()


def test_a_session_takes_nobody_once_it_or_its_event_is_cancelled(cast):
    event = planned(cast)
    desks = [opened(cast, session=added(cast, event)) for _ in range(2)]
    assert queries.taking([desk.pk for desk in desks]) == {desk.pk for desk in desks}

    given = {"session": desks[0].session, "reason": "Grève"}
    cast.perform(meeting.cancel_session, "ana", **given)
    assert queries.taking([desk.pk for desk in desks]) == {desks[1].pk}

    cast.perform(meeting.cancel_event, "ana", event=event, reason="Grève")
    assert queries.taking([desk.pk for desk in desks]) == set()
    with pytest.raises(Denied, match="cancelled"):
        coming(cast, desks[1], "bo")


def test_a_cycle_that_ended_takes_nobody(cast):
    cycle = started(cast)
    desk = opened(cast, cycle=cycle)
    coming(cast, desk, "bo")

    cast.perform(meeting.end_cycle, "ana", cycle=cycle)

    with pytest.raises(Denied, match="over"):
        coming(cast, desk, "mo")
    assert counts(desk) == (1, 0)


# --- for whom it is there -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "reach", "by"),
    [
        ("open", None, ALL),
        ("listed", None, MEMBERS),
        ("hidden", None, MEMBERS),
        ("hidden", Reach.NETWORK, SIGNED_IN),
        ("hidden", Reach.PUBLIC, ALL),
    ],
)
def test_a_desk_is_there_for_those_who_see_what_it_is_for(cast, of, reach, by):
    event = planned(cast, of, reach=reach)
    things = {"event": event, "session": added(cast, event), "cycle": started(cast, of, reach)}

    for name, thing in things.items():
        assert cast.who_see(opened(cast, **{name: thing})) == by


def test_a_registration_is_there_for_who_made_it_and_for_those_who_look_after_the_group(cast):
    desk = opened(cast, event=planned(cast, reach=Reach.NETWORK))
    of_zed, of_bo = coming(cast, desk, "zed", "bo")

    assert cast.who_see(of_zed) == {*THEY_LOOK_AFTER, "zed"}
    assert cast.who_see(of_bo) == {*THEY_LOOK_AFTER, "bo"}


def test_who_leaves_a_hidden_group_sees_nothing_of_its_desks_any_more(cast):
    desk = opened(cast, event=planned(cast, "hidden"))
    (mine,) = coming(cast, desk, "bo")

    cast.perform(grouping.leave_group, "bo", group=cast.groups["hidden"])

    assert cast.who_see(mine) == THEY_LOOK_AFTER
    with pytest.raises(Missing):
        leave(cast, desk, "bo")


# --- desks ----------------------------------------------------------------------------------


def test_a_desk_is_kept_as_it_was_opened(cast):
    event, now = planned(cast), timezone.now()
    cast.facts()

    desk = opened(cast, "mo", event=event, capacity=12, opens_at=now, closes_at=event.ends_at)

    desk.refresh_from_db()
    assert (desk.event, desk.session, desk.cycle, desk.group) == (event, None, None, cast.group)
    assert (desk.capacity, desk.opens_at, desk.closes_at) == (12, now, event.ends_at)
    assert (desk.revision, desk.places_left, counts(desk)) == (1, 12, (0, 0))
    assert cast.facts() == [facts.RegistrationOpened(desk=desk.pk)]


def test_there_is_one_desk_for_one_thing(cast):
    event = planned(cast)
    desk = opened(cast, event=event)

    with pytest.raises(Conflict) as refused:
        opened(cast, "mo", event=event)

    assert refused.value.current == desk
    assert Desk.objects.get() == desk


@pytest.mark.parametrize("named", [(), ("event", "cycle"), ("event", "session")])
def test_a_desk_is_for_one_thing_and_no_other_number_of_them(cast, named):
    event = planned(cast)
    things = {"event": event, "session": added(cast, event), "cycle": started(cast)}

    with pytest.raises(Invalid) as refused:
        cast.perform(actions.open_registration, "ana", **{name: things[name] for name in named})

    assert refused.value.field == "event"
    assert not Desk.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.create(group=cast.group, **{name: things[name] for name in named})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"capacity": 0}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 100_001}, "capacity"),
        ({"opens_at": timezone.now(), "closes_at": timezone.now() - SOON}, "closes_at"),
        ({"opens_at": timezone.now().replace(year=9998)}, "opens_at"),
    ],
)
def test_a_desk_that_makes_no_sense_is_refused_before_or_after(cast, given, field):
    desk = opened(cast, capacity=2)
    before = Desk.objects.values().get()

    with pytest.raises(Invalid) as opening:
        opened(cast, **given)
    with pytest.raises(Invalid) as editing:
        edit(cast, desk, **given)

    assert (opening.value.field, editing.value.field) == (field, field)
    assert Desk.objects.values().get() == before


def test_an_edit_from_another_revision_conflicts_and_changes_nothing(cast):
    desk = opened(cast, capacity=1)
    edit(cast, desk, capacity=2)

    with pytest.raises(Conflict) as refused:
        edit(cast, desk, "mo", capacity=9)

    assert (refused.value.current.capacity, refused.value.current.revision) == (2, 2)
    assert Desk.objects.get().capacity == 2


def test_a_closed_desk_opens_again(cast):
    desk = opened(cast)
    cast.facts()

    cast.perform(actions.close_registration, "ana", desk=desk)
    with pytest.raises(Denied, match="already"):
        cast.perform(actions.close_registration, "mo", desk=desk)
    cast.perform(actions.reopen_registration, "mo", desk=desk)

    assert coming(cast, desk, "bo")[0].state == REGISTERED
    assert cast.facts()[:2] == [
        facts.RegistrationClosed(desk=desk.pk),
        facts.RegistrationReopened(desk=desk.pk),
    ]


# --- places ---------------------------------------------------------------------------------


def test_places_are_given_until_there_are_none_and_then_one_waits_in_order(cast):
    desk = opened(cast, capacity=2)
    cast.facts()

    made = coming(cast, desk, "bo", "ob", "mo", "ana")

    assert states(desk) == [
        ("bo", REGISTERED),
        ("ob", REGISTERED),
        ("mo", WAITING),
        ("ana", WAITING),
    ]
    assert counts(desk) == (2, 2)
    assert queries.waiting_positions([each.pk for each in made]) == {made[2].pk: 1, made[3].pk: 2}
    assert [each.placed_at is None for each in made] == [False, False, True, True]
    assert {each.starts_at for each in made} == {desk.event.starts_at}
    assert cast.facts() == [
        facts.Registered(each.person_id, desk.pk, each.pk, is_waiting=place > 1)
        for place, each in enumerate(made)
    ]


def test_without_a_capacity_everybody_has_a_place(cast):
    desk = opened(cast)

    coming(cast, desk, *MEMBERS)

    assert counts(desk) == (4, 0)
    assert desk.places_left is None


def test_nobody_registers_twice_but_again_after_having_cancelled(cast):
    desk = opened(cast, capacity=1)
    (first,) = coming(cast, desk, "bo")

    with pytest.raises(Conflict) as refused:
        coming(cast, desk, "bo")
    assert refused.value.current == first
    leave(cast, desk, "bo")
    (second,) = coming(cast, desk, "bo")

    assert states(desk) == [("bo", CANCELLED), ("bo", REGISTERED)]
    assert (second.number, counts(desk)) == (2, (1, 0))
    with pytest.raises(IntegrityError, match="unique|UNIQUE"), transaction.atomic():
        Registration.objects.create(desk=desk, person=second.person, number=3, state=WAITING)


def test_a_place_given_up_goes_to_who_waits_first(cast):
    desk = opened(cast, capacity=1)
    gone, first, _second = coming(cast, desk, "bo", "mo", "ana")
    cast.facts()

    leave(cast, desk, "bo")

    assert states(desk) == [("bo", CANCELLED), ("mo", REGISTERED), ("ana", WAITING)]
    assert counts(desk) == (1, 1)
    first.refresh_from_db()
    assert first.placed_at is not None
    gone.refresh_from_db()
    assert (gone.cancelled_by_id, gone.cancellation_reason) == (gone.person_id, "")
    assert cast.facts() == [
        facts.RegistrationCancelled(gone.person_id, desk.pk, gone.pk, is_by_other=False),
        facts.MovedUp(first.person_id, desk.pk, first.pk),
    ]


def test_who_leaves_the_waiting_list_frees_no_place(cast):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "mo", "ana")

    leave(cast, desk, "mo")

    assert states(desk) == [("bo", REGISTERED), ("mo", CANCELLED), ("ana", WAITING)]
    assert counts(desk) == (1, 1)
    waiting = desk.registrations.waiting().get()
    assert queries.waiting_positions([waiting.pk]) == {waiting.pk: 1}


def test_those_who_look_after_the_group_cancel_somebody_s_registration_with_a_reason(cast):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "ob")
    person = {"desk": desk, "person": cast.person("bo")}

    with pytest.raises(Invalid) as refused:
        cast.perform(actions.cancel_registration_of, "mo", **person, reason=" ")
    assert refused.value.field == "reason"
    assert counts(desk) == (1, 1)
    cast.perform(actions.cancel_registration_of, "mo", **person, reason=" Déjà venu. ")

    assert states(desk) == [("bo", CANCELLED), ("ob", REGISTERED)]
    gone = desk.registrations.get(person=cast.person("bo"))
    assert gone.cancellation_reason == "Déjà venu."
    assert gone.cancelled_by == cast.person("mo")


def test_others_learn_nothing_of_who_is_registered(cast):
    desk = opened(cast)
    coming(cast, desk, "bo")

    for person in ("bo", "ob"):  # registered, and not
        given = {"desk": desk, "person": cast.person(person), "reason": "…"}
        with pytest.raises(Denied, match="look after"):
            cast.perform(actions.cancel_registration_of, "ob", **given)

    assert states(desk) == [("bo", REGISTERED)]


def test_nothing_is_cancelled_that_is_not_there_or_has_begun(cast):
    desk = opened(cast)
    with pytest.raises(Missing):
        leave(cast, desk, "bo")

    coming(cast, desk, "bo")
    begin(desk)

    with pytest.raises(Denied, match="begun"):
        leave(cast, desk, "bo")
    assert counts(desk) == (1, 0)


def test_more_places_go_to_those_who_wait_and_fewer_take_none_away(cast):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "mo", "ob", "ana")

    edit(cast, desk, capacity=3)
    assert [state for _who, state in states(desk)] == [REGISTERED] * 3 + [WAITING]

    edit(cast, desk, revision=2, capacity=1)
    assert counts(desk) == (3, 1)
    assert desk.places_left == 0
    leave(cast, desk, "bo")
    leave(cast, desk, "mo")
    assert counts(desk) == (1, 1)  # nobody moves up before there is a place again

    edit(cast, desk, revision=3, capacity=None)
    assert counts(desk) == (2, 0)


def test_nobody_moves_up_to_what_is_cancelled(cast):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "mo")
    cast.perform(meeting.cancel_event, "ana", event=desk.event, reason="Grève")

    leave(cast, desk, "bo")

    assert states(desk) == [("bo", CANCELLED), ("mo", WAITING)]
    assert counts(desk) == (0, 1)


def test_whoever_no_longer_sees_the_event_is_passed_over_until_they_do_again(cast):
    desk = opened(cast, event=planned(cast, "hidden"), capacity=1)
    coming(cast, desk, "bo", "ob", "mo")
    part = Membership.objects.get(group=cast.groups["hidden"], person=cast.person("ob"))
    Membership.objects.filter(pk=part.pk).delete()

    leave(cast, desk, "bo")
    assert states(desk)[1:] == [("ob", WAITING), ("mo", REGISTERED)]
    leave(cast, desk, "mo")
    assert counts(desk) == (0, 1)

    part.save(force_insert=True)
    coming(cast, desk, "ana")

    assert states(desk)[1:] == [("ob", REGISTERED), ("mo", CANCELLED), ("ana", WAITING)]
    assert counts(desk) == (1, 1)


def test_who_was_suspended_is_passed_over(cast):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "ob", "mo")
    person = cast.person("ob")
    person.is_active = False
    person.save()

    leave(cast, desk, "bo")

    assert states(desk)[1:] == [("ob", WAITING), ("mo", REGISTERED)]


# --- attendance -----------------------------------------------------------------------------


def test_it_is_noted_who_was_there_and_corrected(cast):
    desk = opened(cast)
    coming(cast, desk, "bo", "ob", "mo")
    begin(desk)
    bo, ob, mo = (cast.person(who) for who in ("bo", "ob", "mo"))
    cast.facts()

    cast.perform(actions.record_attendance, "ana", desk=desk, attended=[bo, ob], absent=[mo])
    cast.perform(actions.record_attendance, "mo", desk=desk, absent=[ob])

    attended, absent = RegistrationState.ATTENDED, RegistrationState.ABSENT
    assert states(desk) == [("bo", attended), ("ob", absent), ("mo", absent)]
    assert counts(desk) == (3, 0)
    assert cast.facts() == [
        facts.AttendanceRecorded(desk=desk.pk, attended=2, absent=1),
        facts.AttendanceRecorded(desk=desk.pk, attended=0, absent=1),
    ]


@pytest.mark.parametrize(
    ("attended", "absent", "error"),
    [
        (["bo", "zed"], [], Invalid),  # never registered
        (["mo"], [], Invalid),  # only waited
        (["bo"], ["bo"], Invalid),
        (["bo"] * 101, [], Limited),
    ],
)
def test_attendance_is_noted_of_those_with_a_place_all_or_none(cast, attended, absent, error):
    desk = opened(cast, capacity=1)
    coming(cast, desk, "bo", "mo")
    begin(desk)
    were, were_not = ([cast.person(who) for who in each] for each in (attended, absent))

    with pytest.raises(error):
        cast.perform(actions.record_attendance, "ana", desk=desk, attended=were, absent=were_not)

    assert states(desk) == [("bo", REGISTERED), ("mo", WAITING)]


def test_attendance_is_noted_once_it_has_begun_and_of_no_cycle(cast):
    ahead, of_a_cycle = opened(cast), opened(cast, cycle=started(cast))

    with pytest.raises(Denied, match="not begun"):
        cast.perform(actions.record_attendance, "ana", desk=ahead)
    with pytest.raises(Denied, match="event by event"):
        cast.perform(actions.record_attendance, "ana", desk=of_a_cycle)


# --- which events ---------------------------------------------------------------------------


def test_one_has_a_place_at_an_event_by_itself_by_a_session_or_by_its_cycle(cast):
    def titles(who, *, is_in=True):
        chosen = queries.registered(cast.actor(who).person)
        rows = meeting.events.Event.objects.order_by("title")
        rows = rows.filter(chosen) if is_in else rows.exclude(chosen)
        return [*rows.values_list("title", flat=True)]

    cycle = started(cast)
    alone, parted = planned(cast, title="a"), planned(cast, title="b")
    planned(cast, title="c", cycle=cycle)
    past = timezone.now() - SOON
    times = {"starts_at": past, "ends_at": past + timedelta(hours=1)}
    planned(cast, title="d", cycle=cycle, **times)
    planned(cast, title="e")
    full = opened(cast, event=planned(cast, title="f"), capacity=1)
    coming(cast, full, "mo", "bo")
    coming(cast, opened(cast, event=alone), "bo")
    coming(cast, opened(cast, session=added(cast, parted)), "bo")
    coming(cast, opened(cast, cycle=cycle), "bo")

    assert titles("bo") == ["a", "b", "c"]
    assert titles("bo", is_in=False) == ["d", "e", "f"]
    assert titles("mo") == ["f"]
    assert titles("nobody") == []
    assert titles("nobody", is_in=False) == [*"abcdef"]
