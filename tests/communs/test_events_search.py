"""What search knows of events and cycles, and after what it looks again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.search.sources import present, touched
from communs.events import actions
from communs.events.choices import EventKind
from communs.events.programme import EventSpeaker
from communs.organizations.facts import OrganizationEdited
from communs.organizations.models import Organization, OrganizationKind
from communs.people.facts import ProfileEdited

pytestmark = pytest.mark.django_db

BEGIN = datetime(2024, 4, 18, 11, tzinfo=UTC)


def organization(cast, name, **given):
    usual = {"kind": OrganizationKind.FOUNDATION, "created_by": cast.person("ana")}
    return Organization.objects.create(name=name, **usual | given)


@pytest.fixture
def webinar(cast):
    times = {"starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=1)}
    given = {"group": cast.group, "title": "Cap 2030", "time_zone": "Europe/Paris"}
    return cast.perform(actions.plan_event, "ana", kind=EventKind.WEBINAR, **given, **times)


@pytest.fixture
def cycle(cast):
    given = {"title": "Jeudis", "summary": "Débats", "rhythm": "un jeudi par mois"}
    return cast.perform(actions.start_cycle, "ana", group=cast.group, **given)


def known_after(cast):
    """Give the documents of what the last facts touched."""
    return {document.kind: document for document in present(touched(cast.facts()))}


def test_an_event_is_found_by_who_speaks_by_who_holds_it_and_by_what_came_of_it(cast, webinar):
    speakers = [EventSpeaker(name="Zoé", line="urbaniste"), EventSpeaker(person=cast.person("bo"))]
    cast.facts()

    cast.perform(actions.set_event_speakers, "ana", event=webinar, speakers=speakers)
    spoken = known_after(cast)["event"]
    given = {"organizing": [organization(cast, "GRDF")], "partners": [organization(cast, "AGUR")]}
    cast.perform(actions.set_event_organizations, "ana", event=webinar, **given)
    held = known_after(cast)["event"]
    cast.perform(actions.tell_outcome, "ana", event=webinar, revision=1, outcome="*Trois* pistes")
    told = known_after(cast)["event"]

    assert spoken.body == "Zoé\nurbaniste\nBo"
    assert held.body == "Zoé\nurbaniste\nBo\nGRDF\nAGUR"
    assert told.body == "Trois pistes\nZoé\nurbaniste\nBo\nGRDF\nAGUR"
    assert told.filters["event_kind"] == ("webinar",)
    assert told.audience == webinar.audience


def test_a_cycle_is_found_by_its_texts_and_by_who_runs_it(cast, cycle):
    started = known_after(cast)["cycle"]
    given = {"organizing": [organization(cast, "GRDF")], "partners": []}
    cast.perform(actions.set_cycle_organizations, "ana", cycle=cycle, **given)

    run = known_after(cast)["cycle"]

    assert (started.title, started.summary, started.audience) == (
        "Jeudis",
        "Débats",
        cycle.audience,
    )
    assert (started.body, run.body) == ("un jeudi par mois", "un jeudi par mois\nGRDF")


def test_an_organization_that_is_not_for_everybody_is_not_told_of(cast, webinar):
    webinar.organizing.add(organization(cast, "Entre nous", audience="moderators"))

    document = known_after(cast)["event"]

    assert document.body == ""


def test_what_people_and_organizations_are_called_is_looked_up_again(cast, webinar, cycle):
    grdf = organization(cast, "GRDF")
    speakers = [EventSpeaker(person=cast.person("bo"))]
    cast.perform(actions.set_event_speakers, "ana", event=webinar, speakers=speakers)
    for action, given in (
        (actions.set_event_organizations, {"event": webinar}),
        (actions.set_cycle_organizations, {"cycle": cycle}),
    ):
        cast.perform(action, "ana", organizing=[], partners=[grdf], **given)

    renamed = touched([ProfileEdited(person=cast.person("bo").pk)])
    other = touched([ProfileEdited(person=cast.person("mo").pk)])
    edited = touched([OrganizationEdited(organization=grdf.pk, revision=2)])

    assert ("event", webinar.pk) in {(key.kind, key.id) for key in renamed}
    assert not {key for key in other if key.kind == "event"}
    assert {("event", webinar.pk), ("cycle", cycle.pk)} <= {(key.kind, key.id) for key in edited}
