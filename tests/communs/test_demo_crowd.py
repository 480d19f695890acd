"""A crowd for the demo network: as many as were asked for, as coherent as if they were real."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import F
from django.utils import timezone

from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.mail.models import Letter
from communs.attention.followers import AttentionFollower
from communs.demo.crowd import load_crowd
from communs.demo.loading import counts
from communs.events.models import Cycle, Event, Session
from communs.groups.models import Group, Membership, Role
from communs.organizations.models import Organization, OrganizationContact
from communs.people.models import Affiliation, Person
from communs.polls.followers import PollFollower
from communs.polls.models import Poll
from communs.registrations.followers import RegistrationsFollower
from communs.registrations.models import Desk
from communs.resources.models import Resource, Revision
from communs.threads.mentioning import named_in
from communs.threads.models import Mention, Message, Thread
from communs.topics.goals import load_goals
from tests.places import settle
from tests.schema.conftest import gid

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
        "fils": 8 + Event.objects.count() + Session.objects.count(),
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


def test_places_are_counted_and_nobody_waits_while_there_is_one(crowd):
    for desk in Desk.objects.all():
        rows = desk.registrations
        assert desk.last_number == rows.count()
        assert desk.taken_count == rows.placed().count() <= (desk.capacity or desk.taken_count)
        assert desk.waiting_count == rows.waiting().count()
        assert not desk.waiting_count or desk.places_left == 0


def test_a_poll_is_told_by_its_message_and_answered_by_members_while_it_was_open(crowd):
    belonging = set(Membership.objects.values_list("group", "person"))

    for poll in Poll.objects.all():
        assert poll.message.body == poll.title
        assert poll.message.thread == poll.thread
        voted = poll.voters.values_list("poll__thread__group", "person")
        assert set(voted) <= belonging
        assert poll.votes.count() == poll.voters.count()
        assert all(vote.cast_at <= (poll.closed_at or timezone.now()) for vote in poll.votes.all())


def test_whom_a_message_names_it_mentions(crowd):
    assert Mention.objects.exists()
    for mention in Mention.objects.all():
        assert named_in(mention.message.body) == {gid(mention.person): mention.person.pk}


def test_what_is_confirmed_was_decided_and_each_organization_has_its_contact(crowd):
    confirmed = Affiliation.objects.filter(state="confirmed")

    assert not confirmed.filter(decided_by=None).exists()
    assert OrganizationContact.objects.count() == Organization.objects.count()


def test_nobody_is_written_to_because_a_crowd_came(crowd):
    catch_up(AttentionFollower())
    catch_up(RegistrationsFollower())
    catch_up(PollFollower())

    assert not Letter.objects.exists()


def test_things_carry_topics_and_territories_where_there_are_any(db):
    load_goals()
    settle()

    load_crowd(400)

    for model in (Person, Organization, Group, Event, Resource, Cycle):
        assert model.objects.filter(topics__isnull=False, territories__isnull=False).exists()
