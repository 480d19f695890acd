"""What search and the admin know of polls: what is asked, never who answered what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from backend.search.contract import Key
from backend.search.sources import present, touched
from communs.polls import actions
from communs.polls.choices import PollKind
from communs.polls.models import Poll
from communs.threads import actions as talking
from tests.communs.polling import cast_vote, open_poll, thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(cast):
    poll = open_poll(cast, thread_of(cast), PollKind.CHOICE, description="*En avril*, à deux.")
    cast.perform(actions.cast_vote, "ana", poll=poll, choices=[1], reason="Pour la mer.")
    return poll


def looked_at(cast):
    """Say which polls search reads again after what just happened."""
    return {key for key in touched(cast.facts()) if key.kind == "poll"}


def test_a_poll_is_known_by_what_it_asks_and_leads_to_its_message(cast, poll):
    (document,) = present([Key("poll", poll.pk)])

    assert (document.title, document.audience) == ("On y va ?", cast.group.members_audience)
    assert document.body == "En avril, à deux.\nSète\nAgde\nLodève"
    assert document.filters == {
        "group": (str(cast.group.pk),),
        "author": (str(cast.person("bo").pk),),
    }
    assert document.link == {"number": "1"}
    assert looked_at(cast) == {Key("poll", poll.pk)}


def test_what_came_of_a_poll_is_found_and_votes_are_not_looked_at(cast, poll):
    looked_at(cast)
    cast_vote(cast, poll)
    after_vote = looked_at(cast)

    cast.perform(actions.close_poll, "bo", poll=poll)
    cast.perform(actions.state_outcome, "bo", poll=poll, statement="Ce sera **Sète**.")

    assert after_vote == set()
    assert looked_at(cast) == {Key("poll", poll.pk)}
    (document,) = present([Key("poll", poll.pk)])
    assert document.body.endswith("Ce sera Sète.")
    assert "Pour la mer" not in document.body


def test_a_poll_that_moved_is_looked_at_and_a_removed_one_is_gone(cast, poll):
    looked_at(cast)
    cast.perform(
        talking.move_messages, "mo", thread=poll.thread, messages=[poll.message], title="À part"
    )
    after_move = looked_at(cast)
    poll = Poll.objects.get()
    cast.perform(talking.remove_message, "bo", message=poll.message)

    assert after_move == looked_at(cast) == {Key("poll", poll.pk)}
    assert present([Key("poll", poll.pk)]) == []


def test_staff_look_at_a_poll_and_see_no_vote(cast, poll):
    person = cast.person("zed")
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)
    one = reverse("admin:polls_poll_change", args=[poll.pk])

    shown = client.get(one).content.decode()

    assert client.get(reverse("admin:polls_poll_changelist")).status_code == 200
    assert "Lodève" in shown
    assert "Pour la mer" not in shown
    assert "Ana" not in shown
    assert client.post(one, {"title": "x"}).status_code == 403
