"""A crowd for the demo network: as many as were asked for, as coherent as if they were real."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import F

from backend.journal.models import Entry
from communs.demo.crowd import load_crowd
from communs.demo.loading import counts
from communs.groups.models import Group, Membership, Role
from communs.resources.models import Resource, Revision
from communs.threads.models import Message, Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd():
    """A crowd of four hundred messages."""
    steps = []
    assert load_crowd(400, lambda *step: steps.append(step)) is True
    return steps


def test_a_crowd_is_as_large_as_was_asked_for(crowd):
    assert counts() == {
        "membres": 10,
        "organisations": 2,
        "groupes": 2,
        "ressources": 100,
        "évènements": 2,
        "fils": 15,
        "messages": 400,
    }


def test_its_progress_ends_where_it_said(crowd):
    assert crowd[-1][0] == crowd[-1][1] > 400


def test_it_comes_once(crowd):
    before = counts(), Entry.objects.count()

    assert load_crowd(400) is False
    assert (counts(), Entry.objects.count()) == before


def test_messages_are_numbered_without_gaps(crowd):
    for thread in Thread.objects.all():
        numbers = thread.messages.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, thread.last_number + 1))


def test_whoever_writes_belongs_to_the_group_and_each_group_is_led(crowd):
    written_by = set(Message.objects.values_list("thread__group", "author"))
    belonging = set(Membership.objects.values_list("group", "person"))

    assert written_by <= belonging
    assert Membership.objects.filter(role=Role.FACILITATOR).count() == Group.objects.count()


def test_each_resource_has_its_revision_and_is_past(crowd):
    assert Revision.objects.count() == Resource.objects.count() == 100
    assert not Resource.objects.filter(published_at__lt=F("created_at")).exists()


def test_the_journal_tells_of_all_of_it_in_order(crowd):
    entries = list(Entry.objects.order_by("id"))

    kinds = Counter(entry.kind for entry in entries)
    assert kinds["threads.MessagePosted"] == 400
    assert kinds["resources.ResourcePublished"] == 100
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert all(entry.fact for entry in entries)
