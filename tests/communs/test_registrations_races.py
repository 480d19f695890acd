"""Registration when everybody comes at once: no place given twice, nobody there twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from communs.events import actions as meeting
from communs.people.models import Person
from communs.registrations import actions
from communs.registrations.models import Desk, Registration, RegistrationState
from communs.threads.reach import Reach
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

REGISTERED, WAITING = RegistrationState.REGISTERED, RegistrationState.WAITING
SHOWS = "registration { state }"


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def event(cast):
    start = timezone.now() + timedelta(days=30)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "time_zone": "Europe/Paris"}
    given = {"group": cast.group, "title": "Webinaire", "reach": Reach.NETWORK}
    return cast.perform(meeting.plan_event, "ana", **given, **times)


def opened(cast, event, capacity):
    return cast.perform(actions.open_registration, "ana", event=event, capacity=capacity)


def crowd(cast, size):
    """Let more people in: the cast knows them by their number."""
    for at in range(size):
        cast._people[f"{at}"] = Person.objects.create_user(  # noqa: SLF001
            f"p{at}@communs.example", name=f"P{at}"
        )
    return [f"{at}" for at in range(size)]


def registering(cast, desk, who):
    return mutation(cast, who, "register", SHOWS, desk=gid(desk))


def leaving(cast, desk, who):
    return mutation(cast, who, "cancelRegistration", SHOWS, desk=gid(desk))


def check(desk):
    """Let the counters agree with the rows, and nobody wait while there is a place."""
    desk.refresh_from_db()
    taken = desk.registrations.placed().count()
    waiting = desk.registrations.waiting().count()
    assert (desk.taken_count, desk.waiting_count) == (taken, waiting)
    assert desk.capacity is None or taken <= desk.capacity
    assert not waiting or taken == desk.capacity
    numbers = [*desk.registrations.order_by("number").values_list("number", flat=True)]
    assert numbers == [*range(1, desk.last_number + 1)]
    standing = [*desk.registrations.standing().values_list("person", flat=True)]
    assert len(standing) == len(set(standing))
    return taken, waiting


def test_fifty_people_at_once_for_ten_places_get_ten_and_forty_wait_in_their_order(cast, event):
    desk = opened(cast, event, 10)
    calls = [registering(cast, desk, who) for who in crowd(cast, 50)]

    answers = at_once(calls)

    assert codes(answers) == ["OK"] * 50
    got = sorted(answer["registration"]["state"] for answer in answers)
    assert got == ["REGISTERED"] * 10 + ["WAITING"] * 40
    assert check(desk) == (10, 40)
    states = [*desk.registrations.order_by("number").values_list("state", flat=True)]
    assert states == [REGISTERED] * 10 + [WAITING] * 40


def test_one_person_ten_times_at_once_is_registered_once(cast, event):
    desk = opened(cast, event, 5)

    answers = at_once([registering(cast, desk, "zed") for _ in range(10)])

    assert codes(answers) == ["CONFLICT"] * 9 + ["OK"]
    assert {answer["registration"]["state"] for answer in answers} == {"REGISTERED"}
    assert check(desk) == (1, 0)
    assert Registration.objects.count() == 1


def test_comings_and_goings_at_once_leave_counters_and_rows_agreed(cast, event):
    desk = opened(cast, event, 8)
    people = crowd(cast, 24)
    for who in people[:12]:
        registering(cast, desk, who)()

    calls = [leaving(cast, desk, who) for who in people[:12]]
    calls += [registering(cast, desk, who) for who in people[12:]]
    calls += [
        mutation(cast, "mo", "editRegistration", "desk { capacity }", **given)
        for given in ({"desk": gid(desk), "revision": 1, "capacity": 10},)
    ]
    answers = at_once([*calls[::2], *calls[1::2]])

    assert codes(answers) == ["OK"] * 25
    assert check(desk) == (10, 2)
    assert desk.registrations.filter(state=RegistrationState.CANCELLED).count() == 12


def test_a_place_given_up_twice_at_once_is_freed_once(cast, event):
    desk = opened(cast, event, 1)
    people = crowd(cast, 4)
    for who in people:
        registering(cast, desk, who)()
    taking_back = {"desk": gid(desk), "person": gid(cast.person("0")), "reason": "…"}

    answers = at_once(
        [leaving(cast, desk, "0") for _ in range(3)]
        + [
            mutation(cast, who, "cancelRegistrationOf", SHOWS, **taking_back)
            for who in ("ana", "mo")
        ]
    )

    assert codes(answers) == ["MISSING"] * 4 + ["OK"]
    assert check(desk) == (1, 2)


def test_nobody_is_registered_after_the_cancelling_whoever_was_first(cast, event):
    desk = opened(cast, event, 50)
    calls = [registering(cast, desk, who) for who in crowd(cast, 12)]
    cancelling = {"event": gid(event), "reason": "Grève"}
    calls.insert(6, mutation(cast, "ana", "cancelEvent", "event { id }", **cancelling))

    answers = at_once(calls)

    done = codes(answers).count("OK")
    assert codes(answers) == ["DENIED"] * (13 - done) + ["OK"] * done
    assert answers[6]["errors"] == []
    event.refresh_from_db()
    assert not Registration.objects.filter(created_at__gt=event.cancelled_at).exists()
    assert check(desk) == (done - 1, 0)


def test_one_thing_gets_one_desk_though_two_open_it_at_once(cast, event):
    calls = [
        mutation(cast, who, "openRegistration", "desk { id }", event=gid(event))
        for who in ("ana", "mo") * 3
    ]

    answers = at_once(calls)

    assert codes(answers) == ["CONFLICT"] * 5 + ["OK"]
    assert {answer["desk"]["id"] for answer in answers} == {gid(Desk.objects.get())}


def test_attendance_noted_by_two_at_once_waits_for_its_turn(cast, event):
    desk = opened(cast, event, None)
    people = crowd(cast, 6)
    for who in people:
        registering(cast, desk, who)()
    type(event).objects.filter(pk=event.pk).update(starts_at=timezone.now())
    named = [gid(cast.person(who)) for who in people]
    calls = [
        mutation(cast, who, "recordAttendance", "desk { takenCount }", desk=gid(desk), **given)
        for who, given in (("ana", {"attended": named}), ("mo", {"absent": named[::-1]}))
    ]

    answers = at_once(calls)

    assert codes(answers) == ["OK", "OK"]
    assert desk.registrations.values("state").distinct().count() == 1
