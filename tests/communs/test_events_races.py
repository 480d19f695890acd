"""Cycles and programmes, when several change them at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from communs.events import actions
from communs.events.models import Cycle, Event, Replay, Speaker
from communs.organizations.models import Organization, OrganizationKind
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

BEGIN = datetime(2024, 4, 18, 11, tzinfo=UTC)
TIMES = {
    "startsAt": "2024-04-18T13:00:00+02:00",
    "endsAt": "2024-04-18T14:30:00+02:00",
    "timeZone": "Europe/Paris",
}


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def cycle(cast):
    return cast.perform(actions.start_cycle, "ana", group=cast.group, title="Jeudis")


@pytest.fixture
def event(cast, cycle):
    times = {"starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=2)}
    given = {"group": cast.group, "title": "Cap 2030", "time_zone": "Europe/Paris"}
    return cast.perform(actions.plan_event, "ana", cycle=cycle, **given, **times)


def test_no_event_joins_a_cycle_after_its_end(cast, cycle):
    ending = mutation(cast, "ana", "endCycle", "cycle { id }", cycle=gid(cycle))
    given = {"group": gid(cast.group), "cycle": gid(cycle), "title": "x", **TIMES}
    planning = [mutation(cast, "mo", "planEvent", "event { id }", **given) for _ in range(7)]

    ended, *planned = at_once([ending, *planning])

    assert codes([ended]) == ["OK"]
    made = codes(planned).count("OK")
    assert codes(planned) == ["DENIED"] * (7 - made) + ["OK"] * made
    end = Cycle.objects.get().ended_at
    assert Event.objects.filter(cycle=cycle, created_at__lte=end).count() == made


def test_of_many_programmes_at_once_one_stands_whole(cast, event):
    lists = [[{"name": f"{at}-{place}"} for place in range(3)] for at in range(8)]
    setting = [
        mutation(cast, who, "setEventSpeakers", "event { id }", event=gid(event), speakers=each)
        for who, each in zip(["ana", "mo"] * 4, lists, strict=True)
    ]

    answers = at_once(setting)

    assert codes(answers) == ["OK"] * 8
    stands = [*Speaker.objects.order_by("position").values_list("name", flat=True)]
    assert stands in [[each["name"] for each in some] for some in lists]


def test_of_many_outcomes_at_once_one_is_told_and_the_others_conflict(cast, event):
    telling = [
        mutation(
            cast,
            "ana",
            "tellOutcome",
            "event { outcome }",
            event=gid(event),
            revision=1,
            outcome=f"{at}",
            replays=[{"url": f"https://video.example/{at}"}],
        )
        for at in range(8)
    ]

    answers = at_once(telling)

    assert codes(answers) == ["CONFLICT"] * 7 + ["OK"]
    stands = Event.objects.get()
    assert {answer["event"]["outcome"] for answer in answers} == {stands.outcome}
    assert Replay.objects.get().url == f"https://video.example/{stands.outcome}"


def test_organizations_named_from_two_sides_at_once_lock_nobody_out(cast, event, cycle):
    some = [
        gid(
            Organization.objects.create(
                name=f"Organisation {at}",
                kind=OrganizationKind.NETWORK,
                created_by=cast.person("ana"),
            )
        )
        for at in range(6)
    ]
    setting = []
    for at in range(4):
        named = {"organizing": some[at % 2 :: 2], "partners": some[1 - at % 2 :: 2]}
        turned = {"organizing": some[::-1][: at + 1], "partners": []}
        setting += [
            mutation(
                cast, "ana", "setEventOrganizations", "event { id }", event=gid(event), **named
            ),
            mutation(
                cast, "mo", "setCycleOrganizations", "cycle { id }", cycle=gid(cycle), **turned
            ),
        ]

    assert codes(at_once(setting)) == ["OK"] * 8
    assert event.organizing.count() == event.partners.count() == 3
    assert not {*event.organizing.all()} & {*event.partners.all()}
