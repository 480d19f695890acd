"""Desks and feeds in the admin: to be looked at, without what opens a feed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from communs.registrations import actions
from communs.registrations.models import CalendarFeed

from .test_registrations import coming, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(cast):
    person = cast.person("zed")
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


def test_staff_see_desks_with_those_who_come(cast, staff):
    desk = opened(cast)
    coming(cast, desk, "bo")

    listed = staff.get(reverse("admin:registrations_desk_changelist"))
    shown = staff.get(reverse("admin:registrations_desk_change", args=[desk.pk]))

    assert "Webinaire" in listed.content.decode()
    assert "Bo" in shown.content.decode()
    assert 'name="_save"' not in shown.content.decode()


def test_staff_see_who_has_a_feed_and_nothing_that_opens_it(cast, staff):
    cast.perform(actions.renew_calendar_feed, "bo")
    feed = CalendarFeed.objects.get()

    shown = staff.get(reverse("admin:registrations_calendarfeed_change", args=[feed.pk]))

    assert "Bo" in shown.content.decode()
    assert feed.token_hash not in shown.content.decode()
