"""Who speaks in an event, who holds it, and what is told of it once it has begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.audiences import PUBLIC
from backend.rules import Conflict, Denied, Invalid
from communs.events import actions, facts, rules
from communs.events.models import IN_ORDER, Event, Replay, Speaker
from communs.events.programme import EventSpeaker
from communs.events.telling import EventReplay, ReplayMark
from communs.organizations.models import Organization, OrganizationKind
from communs.resources import actions as writing
from communs.resources.choices import ResourceKind
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.communs.happened import happened

pytestmark = pytest.mark.django_db

THEY_LOOK_AFTER = {"ana", "mo"}
BEGIN = datetime(2024, 4, 22, 7, tzinfo=UTC)


def planned(cast, starts_at=BEGIN, **given):
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(days=2)}
    usual = {"group": cast.group, "title": "Université", "time_zone": "Europe/Paris"}
    return cast.perform(actions.plan_event, "ana", **usual | times | given)


def added(cast, event, hour=1, title="Atelier"):
    times = {
        "starts_at": BEGIN + timedelta(hours=hour),
        "ends_at": BEGIN + timedelta(hours=hour + 1),
    }
    return cast.perform(actions.add_session, "ana", event=event, title=title, **times)


def organization(cast, name, audience=PUBLIC):
    return Organization.objects.create(
        name=name,
        kind=OrganizationKind.FOUNDATION,
        created_by=cast.person("ana"),
        audience=audience,
    )


def resource(cast, title, reach=None):
    given = {"group": cast.group, "title": title, "kind": ResourceKind.REPLAY}
    made = cast.perform(writing.draft_resource, "bo", **given)
    if reach:
        made = cast.perform(writing.publish_resource, "ana", resource=made, reach=reach)
    return made


@pytest.fixture
def event(cast):
    return planned(cast)


def speak(cast, event, *speakers, who="ana"):
    return cast.perform(actions.set_event_speakers, who, event=event, speakers=[*speakers])


def speak_in(cast, session, *speakers, who="ana"):
    return cast.perform(actions.set_session_speakers, who, session=session, speakers=[*speakers])


def tell(cast, event, who="ana", revision=1, **given):
    return cast.perform(actions.tell_outcome, who, event=event, revision=revision, **given)


def said(rows):
    return [(each.called, each.line, each.position) for each in rows]


# --- who speaks -----------------------------------------------------------------------------


def test_speakers_are_members_or_guests_in_the_order_they_were_named(cast, event):
    grdf = organization(cast, "Fondation GRDF")
    speak(
        cast,
        event,
        EventSpeaker(name=" Zoé\nInvitée ", line=" urbaniste, AGUR ", organization=grdf),
        EventSpeaker(person=cast.person("bo")),
    )

    assert said(event.speakers.all()) == [("Zoé Invitée", "urbaniste, AGUR", 1), ("Bo", "", 2)]
    assert [each.organization for each in event.speakers.all()] == [grdf, None]
    assert happened()[2:] == [facts.SpeakersSet(event=event.pk, session=None)]


def test_a_list_of_speakers_takes_the_place_of_the_former_and_of_no_other(cast, event):
    session, other = added(cast, event), added(cast, event, hour=2)
    bo, mo = (EventSpeaker(person=cast.person(who)) for who in ("bo", "mo"))
    speak(cast, event, bo)
    speak_in(cast, session, bo, mo)
    speak_in(cast, other, mo)

    speak_in(cast, session, mo, EventSpeaker(name="Zoé"))
    speak(cast, event)

    assert [
        (each.session, each.called, each.position) for each in event.speakers.order_by(*IN_ORDER)
    ] == [(session, "Mo", 1), (session, "Zoé", 2), (other, "Mo", 1)]
    assert happened()[-2] == facts.SpeakersSet(event=event.pk, session=session.pk)


def test_those_of_the_whole_event_come_before_those_of_its_sessions(cast, event):
    late, early = added(cast, event, hour=5), added(cast, event, hour=1)
    for session, name in ((late, "Soir"), (early, "Matin")):
        speak_in(cast, session, EventSpeaker(name=name))
    speak(cast, event, EventSpeaker(name="Hôte"))

    ordered = event.speakers.order_by(*IN_ORDER)

    assert [each.name for each in ordered] == ["Hôte", "Matin", "Soir"]


@pytest.mark.parametrize(
    ("speakers", "field"),
    [
        ([{}], "speakers.0"),
        ([{"name": " "}], "speakers.0"),
        ([{"name": "x"}, {"person": "bo", "name": "Bo"}], "speakers.1"),
        ([{"name": "a" * 201}], "speakers.0.name"),
        ([{"name": "x", "line": "a" * 301}], "speakers.0.line"),
        ([{"person": "bo"}, {"person": "mo"}, {"person": "bo"}], "speakers.2.person"),
        ([{"name": "x"}] * 51, "speakers"),
    ],
)
def test_a_programme_that_makes_no_sense_is_refused(cast, event, speakers, field):
    speak(cast, event, EventSpeaker(name="Zoé"))
    session = added(cast, event)
    people = {who: cast.person(who) for who in ("bo", "mo")}
    given = [
        EventSpeaker(**each | ({"person": people[each["person"]]} if "person" in each else {}))
        for each in speakers
    ]
    before = len(happened())

    with pytest.raises(Invalid) as of_event:
        speak(cast, event, *given)
    with pytest.raises(Invalid) as of_session:
        speak_in(cast, session, *given)

    assert (of_event.value.field, of_session.value.field) == (field, field)
    assert said(Speaker.objects.all()) == [("Zoé", "", 1)]
    assert len(happened()) == before


def test_only_who_looks_after_an_event_says_who_speaks(cast, event):
    session = added(cast, event)

    with pytest.raises(Denied):
        speak(cast, event, EventSpeaker(name="x"), who="bo")
    with pytest.raises(Denied):
        speak_in(cast, session, EventSpeaker(name="x"), who="bo")

    assert not Speaker.objects.exists()


def test_a_cancelled_session_has_no_new_speakers(cast, event):
    session = added(cast, event)
    cast.perform(actions.cancel_session, "ana", session=session, reason="Grève.")

    with pytest.raises(Denied, match="cancelled"):
        speak_in(cast, session, EventSpeaker(name="x"))


@pytest.mark.parametrize("reach", [Reach.GROUP, Reach.NETWORK, Reach.PUBLIC])
def test_speakers_and_replays_are_there_for_whoever_sees_the_event(cast, reach):
    event = planned(cast, reach=reach)
    speak(cast, event, EventSpeaker(name="Zoé"))
    tell(cast, event, replays=[EventReplay(url="https://video.example/1")])

    by = cast.who_see(event)

    assert cast.who_see(Speaker.objects.get()) == by
    assert cast.who_see(Replay.objects.get()) == by
    assert by <= {*EVERYBODY}


def test_the_database_itself_gives_each_place_once(cast, event):
    speak(cast, event, EventSpeaker(name="Zoé"))

    for given in ({"name": "Léa", "position": 1}, {"name": "", "position": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            event.speakers.create(**given)


# --- who holds it ---------------------------------------------------------------------------


def hold(cast, event, organizing, partners=(), who="ana"):
    return cast.perform(
        actions.set_event_organizations,
        who,
        event=event,
        organizing=[*organizing],
        partners=[*partners],
    )


def test_an_event_names_the_organizations_that_hold_it_and_those_that_help(cast, event):
    grdf, avril, agur = (organization(cast, name) for name in ("GRDF", "Avril", "AGUR"))
    hold(cast, event, [grdf], [avril])

    hold(cast, event, [avril, agur, avril], [grdf], who="mo")

    links = Event.organizing.through.objects.order_by("pk")
    assert [each.organization for each in links] == [avril, agur]
    assert [*event.partners.all()] == [grdf]
    assert [*Event.objects.held_by(grdf.pk)] == [*Event.objects.held_by(agur.pk)] == [event]
    assert happened()[2:] == [facts.EventOrganizationsSet(event=event.pk)] * 2


def test_an_organization_holds_an_event_or_helps(cast, event):
    grdf = organization(cast, "GRDF")

    with pytest.raises(Invalid) as both:
        hold(cast, event, [grdf], [grdf])
    with pytest.raises(Invalid) as many:
        hold(cast, event, [], [grdf] * 51)
    with pytest.raises(Denied):
        hold(cast, event, [grdf], who="bo")

    assert (both.value.field, many.value.field) == ("partners", "partners")
    assert not event.organizing.exists()
    assert len(happened()) == 2


# --- what came of it ------------------------------------------------------------------------


def test_those_who_look_after_an_event_tell_its_outcome_once_it_has_begun(cast):
    now = timezone.now()
    begun = planned(cast, starts_at=now - timedelta(minutes=1))
    to_come = planned(cast, starts_at=now + timedelta(hours=1))
    cancelled = planned(cast)
    cast.perform(actions.cancel_event, "ana", event=cancelled, reason="Non.")
    cancelled.refresh_from_db()

    assert cast.may(rules.can_tell_outcome, begun) == THEY_LOOK_AFTER
    assert cast.may(rules.can_tell_outcome, to_come) == set()
    assert cast.may(rules.can_tell_outcome, cancelled) == set()
    with pytest.raises(Denied, match="not begun"):
        tell(cast, to_come, outcome="Déjà ?")


def test_an_outcome_is_a_summary_replays_and_resources(cast, event):
    guide = resource(cast, "Guide", Reach.PUBLIC)
    marks = [ReplayMark(3600, " La grille "), ReplayMark(0, "Accueil")]
    replays = [
        EventReplay(url="https://video.example/1", label=" Jour 1 ", marks=marks),
        EventReplay(url="https://video.example/2"),
    ]

    tell(cast, event, "mo", outcome=" # Synthèse\r\n", replays=replays, resources=[guide, guide])

    event.refresh_from_db()
    assert (event.outcome, event.revision) == ("# Synthèse", 2)
    assert [*event.replays.values_list("url", "label", "marks", "position")] == [
        (
            "https://video.example/1",
            "Jour 1",
            [{"seconds": 0, "label": "Accueil"}, {"seconds": 3600, "label": "La grille"}],
            1,
        ),
        ("https://video.example/2", "", [], 2),
    ]
    assert [*event.resources.all()] == [guide]
    assert happened()[-1] == facts.OutcomeTold(event=event.pk, revision=2)


def test_what_is_left_out_stays_and_what_is_empty_goes(cast, event):
    guide = resource(cast, "Guide", Reach.PUBLIC)
    replays = [EventReplay(url="https://video.example/1")]
    tell(cast, event, outcome="Synthèse", replays=replays, resources=[guide])

    tell(cast, event, revision=2, outcome="Mieux")
    event.refresh_from_db()
    assert (event.outcome, event.replays.count(), event.resources.count()) == ("Mieux", 1, 1)
    tell(cast, event, revision=3, replays=[], resources=[])

    event.refresh_from_db()
    assert (event.outcome, event.replays.count(), event.resources.count()) == ("Mieux", 0, 0)


def test_an_outcome_from_another_revision_conflicts(cast, event):
    tell(cast, event, outcome="Le premier")

    with pytest.raises(Conflict) as refused:
        tell(cast, event, "mo", outcome="Le second", replays=[])

    assert refused.value.current.outcome == "Le premier"
    event.refresh_from_db()
    assert (event.outcome, event.revision) == ("Le premier", 2)


def test_resources_that_one_does_not_see_stay_when_one_names_others(cast, event):
    draft, charter = resource(cast, "Brouillon"), resource(cast, "Charte", Reach.PUBLIC)
    elsewhere = cast.found("hidden", name="Ailleurs")
    given = {"group": elsewhere, "title": "Entre nous", "kind": ResourceKind.GUIDE}
    hidden = cast.perform(writing.draft_resource, "bo", **given)
    elsewhere.memberships.exclude(person=cast.person("bo")).delete()
    cast.group.memberships.filter(person=cast.person("bo")).update(role="moderator")
    tell(cast, event, "bo", resources=[hidden, draft])

    tell(cast, event, "ana", revision=2, resources=[charter])

    assert {*event.resources.all()} == {hidden, charter}
    assert {*event.resources.visible_to(cast.ana)} == {charter}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "a" * 50_001}, "outcome"),
        ({"replays": [EventReplay(url="javascript:alert(1)")]}, "replays.0.url"),
        ({"replays": [EventReplay(url="https://x.example", label="a" * 201)]}, "replays.0.label"),
        ({"replays": [EventReplay(url="https://x.example")] * 21}, "replays"),
        (
            {"replays": [EventReplay(url="https://x.example", marks=[ReplayMark(-1, "x")])]},
            "replays.0.marks.0.seconds",
        ),
        (
            {"replays": [EventReplay(url="https://x.example", marks=[ReplayMark(604_801, "x")])]},
            "replays.0.marks.0.seconds",
        ),
        (
            {"replays": [EventReplay(url="https://x.example", marks=[ReplayMark(1, " ")])]},
            "replays.0.marks.0.label",
        ),
        (
            {"replays": [EventReplay(url="https://x.example", marks=[ReplayMark(1, "x")] * 201)]},
            "replays.0.marks",
        ),
    ],
)
def test_an_outcome_that_cannot_be_shown_is_refused(cast, event, given, field):
    tell(cast, event, outcome="Synthèse", replays=[EventReplay(url="https://video.example/1")])
    before = len(happened())

    with pytest.raises(Invalid) as refused:
        tell(cast, event, revision=2, **given)

    assert refused.value.field == field
    event.refresh_from_db()
    assert (event.outcome, event.revision, event.replays.count()) == ("Synthèse", 2, 1)
    assert len(happened()) == before


def test_a_member_tells_nothing(cast, event):
    with pytest.raises(Denied):
        tell(cast, event, "bo", outcome="Moi aussi")

    event.refresh_from_db()
    assert (event.outcome, event.revision) == ("", 1)


# --- over summer time -----------------------------------------------------------------------


def test_an_edit_of_the_zone_moves_the_clocks_and_not_the_moment(cast):
    event = planned(cast, starts_at=datetime(2024, 3, 30, 20, tzinfo=UTC))
    assert event.local_start.isoformat() == "2024-03-30T21:00:00+01:00"
    assert event.local_end.isoformat() == "2024-04-01T22:00:00+02:00"

    moved = cast.perform(
        actions.edit_event, "ana", event=event, revision=1, time_zone="America/Cayenne"
    )

    moved.refresh_from_db()
    assert moved.starts_at == datetime(2024, 3, 30, 20, tzinfo=UTC)
    assert moved.local_start.isoformat() == "2024-03-30T17:00:00-03:00"
    assert moved.local_end.isoformat() == "2024-04-01T17:00:00-03:00"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "hours"),
    [
        ("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00", 23),
        ("2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00", 25),
        ("2024-06-01T00:00:00+02:00", "2024-06-02T00:00:00+02:00", 24),
    ],
)
def test_a_day_of_the_place_is_as_long_as_its_clocks_make_it(cast, starts_at, ends_at, hours):
    event = planned(
        cast,
        starts_at=datetime.fromisoformat(starts_at),
        ends_at=datetime.fromisoformat(ends_at),
    )

    event.refresh_from_db()
    assert event.ends_at - event.starts_at == timedelta(hours=hours)
    assert (event.local_start.isoformat(), event.local_end.isoformat()) == (starts_at, ends_at)
