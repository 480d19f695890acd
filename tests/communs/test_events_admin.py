"""Threads, resources and events in the admin: all to be seen by staff, nothing to be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from communs.events import actions as events
from communs.events.programme import EventSpeaker
from communs.resources import actions as resources
from communs.resources.choices import ResourceKind
from communs.threads import actions as threads

pytestmark = pytest.mark.django_db

BEGIN = datetime(2024, 4, 22, 7, tzinfo=UTC)


@pytest.fixture
def rows(cast):
    """Make one of everything, with what belongs to it."""
    thread = cast.perform(threads.open_thread, "ana", group=cast.group, title="Séance 1")
    message = cast.perform(threads.post_message, "bo", thread=thread, body="un")
    cast.perform(threads.edit_message, "bo", message=message, body="deux")
    resource = cast.perform(
        resources.draft_resource, "bo", group=cast.group, title="Grille", kind=ResourceKind.TOOL
    )
    times = {"starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=8)}
    event = cast.perform(
        events.plan_event,
        "ana",
        group=cast.group,
        title="Université",
        time_zone="Europe/Paris",
        **times,
    )
    cast.perform(events.add_session, "ana", event=event, title="Ouverture", **times)
    cycle = cast.perform(events.start_cycle, "ana", group=cast.group, title="Jeudis")
    speakers = [EventSpeaker(name="Zoé Invitée")]
    cast.perform(events.set_event_speakers, "ana", event=event, speakers=speakers)
    return {
        "events_cycle": cycle,
        "threads_thread": thread,
        "threads_message": message,
        "resources_resource": resource,
        "events_event": event,
    }


@pytest.fixture
def staff(cast):
    person = cast.person("zed")
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("of", "shown"),
    [
        ("threads_thread", "Séance 1"),
        ("threads_message", "un"),
        ("resources_resource", "Grille"),
        ("events_event", "Ouverture"),
        ("events_event", "Zoé Invitée"),
        ("events_cycle", "Jeudis"),
    ],
)
def test_staff_look_and_change_nothing(rows, staff, of, shown):
    one = reverse(f"admin:{of}_change", args=[rows[of].pk])

    assert staff.get(reverse(f"admin:{of}_changelist")).status_code == 200
    assert shown in staff.get(one).content.decode()
    assert staff.post(one, {"title": "x"}).status_code == 403
    assert staff.get(reverse(f"admin:{of}_add")).status_code == 403
    assert staff.post(one.replace("change", "delete"), {"post": "yes"}).status_code == 403
