"""Cycles: who starts, edits and ends them; what is part of them; who sees which of the two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.rules import Conflict, Denied, Invalid, Missing
from communs.events import actions, facts, rules
from communs.events.choices import EventKind
from communs.events.models import Cycle, Event
from communs.organizations.models import Organization, OrganizationKind
from communs.threads.reach import Reach
from tests.cast import PARTS
from tests.communs.happened import happened

pytestmark = pytest.mark.django_db

THEY_LOOK_AFTER = {"ana", "mo"}
MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}
BEGIN = datetime(2024, 4, 18, 11, tzinfo=UTC)


def started(cast, who="ana", of="listed", **given):
    usual = {"title": "Jeudis de l’ODD 17", "rhythm": "un jeudi par mois"}
    return cast.perform(actions.start_cycle, who, group=cast.groups[of], **usual | given)


def edit(cast, cycle, who="ana", revision=1, **given):
    return cast.perform(actions.edit_cycle, who, cycle=cycle, revision=revision, **given)


def planned(cast, who="ana", of="listed", **given):
    usual = {
        "title": "Cap 2030 vers l’ODD 2",
        "starts_at": BEGIN,
        "ends_at": BEGIN + timedelta(minutes=90),
        "time_zone": "Europe/Paris",
        "kind": EventKind.WEBINAR,
    }
    return cast.perform(actions.plan_event, who, group=cast.groups[of], **usual | given)


def organization(cast, name):
    return Organization.objects.create(
        name=name, kind=OrganizationKind.FOUNDATION, created_by=cast.person("ana")
    )


@pytest.fixture
def cycle(cast):
    return started(cast)


# --- who x may ------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["open", "listed", "hidden"])
def test_those_who_look_after_a_group_start_its_cycles(cast, of):
    assert cast.may(rules.can_start_cycle, cast.groups[of]) == THEY_LOOK_AFTER


def test_they_edit_and_extend_them_and_the_network_s_moderators_end_them_too(cast, cycle):
    assert cast.may(rules.can_edit_cycle, cycle) == THEY_LOOK_AFTER
    assert cast.may(rules.can_extend_cycle, cycle) == THEY_LOOK_AFTER
    assert cast.may(rules.can_end_cycle, cycle) == {*THEY_LOOK_AFTER, "nina"}


def test_an_ended_cycle_is_still_written_and_no_longer_extended(cast, cycle):
    ended = cast.perform(actions.end_cycle, "mo", cycle=cycle)

    assert cast.may(rules.can_edit_cycle, ended) == THEY_LOOK_AFTER
    assert cast.may(rules.can_extend_cycle, ended) == set()
    assert cast.may(rules.can_end_cycle, ended) == set()


# --- for whom they are there ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "reach", "by"),
    [
        ("open", None, ALL),
        ("listed", None, MEMBERS),
        ("hidden", Reach.GROUP, MEMBERS),
        ("hidden", Reach.NETWORK, SIGNED_IN),
        ("hidden", Reach.PUBLIC, ALL),
    ],
)
def test_a_cycle_is_there_for_those_it_is_for(cast, of, reach, by):
    assert cast.who_see(started(cast, of=of, reach=reach)) == by


@pytest.mark.parametrize(
    ("of_cycle", "of_event", "see_cycle", "see_event"),
    [(Reach.GROUP, Reach.PUBLIC, MEMBERS, ALL), (Reach.PUBLIC, Reach.GROUP, ALL, MEMBERS)],
)
def test_an_event_and_its_cycle_are_each_there_for_their_own(
    cast, of_cycle, of_event, see_cycle, see_event
):
    cycle = started(cast, reach=of_cycle)
    event = planned(cast, reach=of_event, cycle=cycle)

    assert cast.who_see(cycle) == see_cycle
    assert cast.who_see(event) == see_event


# --- starting, editing, ending --------------------------------------------------------------


def test_a_cycle_is_kept_as_it_was_started(cast):
    cycle = started(
        cast,
        "mo",
        title=" Jeudis\n de l’ODD 17 ",
        summary=" Une fois par mois. ",
        description="# Pourquoi\r\n",
        rhythm=" un jeudi\tpar mois ",
        reach=Reach.PUBLIC,
    )

    cycle.refresh_from_db()
    assert (cycle.title, cycle.summary, cycle.description, cycle.rhythm) == (
        "Jeudis de l’ODD 17",
        "Une fois par mois.",
        "# Pourquoi",
        "un jeudi par mois",
    )
    assert (cycle.audience, cycle.group_id, cycle.created_by_id) == (
        "public",
        cast.group.pk,
        cast.person("mo").pk,
    )
    assert (cycle.revision, cycle.is_running) == (1, True)
    assert happened() == [facts.CycleStarted(cycle=cycle.pk)]


def test_a_member_starts_nothing(cast):
    with pytest.raises(Denied, match="facilitators and moderators"):
        started(cast, "bo")

    assert not Cycle.objects.exists()
    assert happened() == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"summary": "a" * 1001}, "summary"),
        ({"description": "a" * 50_001}, "description"),
        ({"rhythm": "a" * 201}, "rhythm"),
    ],
)
def test_a_cycle_that_cannot_be_read_is_refused_before_or_after(cast, cycle, given, field):
    before = Cycle.objects.values().get()

    with pytest.raises(Invalid) as starting:
        started(cast, **given)
    with pytest.raises(Invalid) as editing:
        edit(cast, cycle, **given)

    assert (starting.value.field, editing.value.field) == (field, field)
    assert Cycle.objects.values().get() == before
    assert len(happened()) == 1


def test_an_edit_changes_what_it_names_and_conflicts_from_another_revision(cast, cycle):
    edit(cast, cycle, "mo", rhythm="")

    with pytest.raises(Conflict) as refused:
        edit(cast, cycle, title="Trop tard")

    assert (refused.value.current.rhythm, refused.value.current.revision) == ("", 2)
    cycle.refresh_from_db()
    assert (cycle.title, cycle.rhythm, cycle.revision) == ("Jeudis de l’ODD 17", "", 2)
    assert happened()[1:] == [facts.CycleEdited(cycle=cycle.pk, revision=2)]


def test_a_cycle_ends_once(cast, cycle):
    cast.perform(actions.end_cycle, "ana", cycle=cycle)

    with pytest.raises(Denied, match="ended"):
        cast.perform(actions.end_cycle, "mo", cycle=cycle)

    cycle.refresh_from_db()
    assert not cycle.is_running
    assert happened()[1:] == [facts.CycleEnded(cycle=cycle.pk)]


def test_the_database_itself_wants_a_title(cycle):
    cycle.title = ""
    with pytest.raises(IntegrityError, match="cycle_has_title"), transaction.atomic():
        cycle.save()


# --- its events -----------------------------------------------------------------------------


def test_events_join_a_cycle_as_they_are_planned_or_edited_and_leave_it(cast, cycle):
    first = planned(cast, cycle=cycle)
    second = planned(cast)
    change = {"event": second, "by": "mo"}

    joined = cast.perform(actions.edit_event, **change, revision=1, cycle=cycle)
    assert {*cycle.events.all()} == {first, second}
    kept = cast.perform(actions.edit_event, **change, revision=2, title="Autrement")
    assert (joined.cycle, kept.cycle) == (cycle, cycle)
    left = cast.perform(actions.edit_event, **change, revision=3, cycle=None)

    assert left.cycle is None
    assert [*cycle.events.all()] == [first]
    assert happened()[-1] == facts.EventEdited(event=second.pk, revision=4)


def test_an_ended_cycle_takes_no_event_and_keeps_those_it_has(cast, cycle):
    inside, outside = planned(cast, cycle=cycle), planned(cast)
    cast.perform(actions.end_cycle, "ana", cycle=cycle)

    with pytest.raises(Denied, match="ended"):
        planned(cast, cycle=cycle)
    with pytest.raises(Denied, match="ended"):
        cast.perform(actions.edit_event, "ana", event=outside, revision=1, cycle=cycle)
    edited = cast.perform(
        actions.edit_event, "ana", event=inside, revision=1, cycle=cycle, title="Autrement"
    )

    assert (edited.title, edited.cycle) == ("Autrement", cycle)
    assert Event.objects.count() == 2
    outside.refresh_from_db()
    assert (outside.cycle, outside.revision) == (None, 1)


def test_who_looks_after_another_group_adds_nothing_to_a_cycle(cast):
    cycle = started(cast, reach=Reach.PUBLIC)
    other = cast.found("open", name="Ailleurs")
    other.memberships.filter(person=cast.person("bo")).update(role="facilitator")

    with pytest.raises(Denied, match="look after"):
        cast.perform(
            actions.plan_event,
            "bo",
            group=other,
            title="x",
            starts_at=BEGIN,
            ends_at=BEGIN + timedelta(hours=1),
            time_zone="Europe/Paris",
            cycle=cycle,
        )

    assert not Event.objects.exists()


def test_a_cycle_one_does_not_see_is_none_to_join(cast):
    hidden = started(cast, of="hidden")
    other = cast.found("open", name="Ailleurs")
    other.memberships.create(person=cast.person("zed"), role="facilitator")

    with pytest.raises(Missing):
        cast.perform(
            actions.plan_event,
            "zed",
            group=other,
            title="x",
            starts_at=BEGIN,
            ends_at=BEGIN + timedelta(hours=1),
            time_zone="Europe/Paris",
            cycle=hidden,
        )


@pytest.mark.parametrize("kind", [*EventKind, None])
def test_an_event_is_of_the_kind_it_was_planned_as(cast, kind):
    event = planned(cast, kind=kind)

    event.refresh_from_db()
    assert event.kind == (kind or EventKind.MEETING)
    edited = cast.perform(actions.edit_event, "ana", event=event, revision=1, kind=EventKind.FORUM)
    assert edited.kind == EventKind.FORUM


# --- organizations --------------------------------------------------------------------------


def test_a_cycle_names_the_organizations_that_run_it_and_those_that_help(cast, cycle):
    grdf, avril, lille = (organization(cast, f"Fondation {n}") for n in ("GRDF", "Avril", "Lille"))

    given = {"organizing": [lille, grdf], "partners": [avril, avril]}
    cast.perform(actions.set_cycle_organizations, "mo", cycle=cycle, **given)

    links = Cycle.organizing.through.objects.order_by("pk")
    assert [each.organization for each in links] == [lille, grdf]
    assert [*cycle.partners.all()] == [avril]
    assert happened()[1:] == [facts.CycleOrganizationsSet(cycle=cycle.pk)]


def test_a_member_names_none(cast, cycle):
    with pytest.raises(Denied):
        cast.perform(
            actions.set_cycle_organizations,
            "bo",
            cycle=cycle,
            organizing=[organization(cast, "GRDF")],
            partners=[],
        )

    assert not cycle.organizing.exists()
