"""Home: what happened as people read it, for whom it is there, and what awaits them."""

from __future__ import annotations

import pytest

from backend import journal
from backend.journal.following import advance, catch_up
from backend.journal.models import Cursor, Entry
from communs.attention import actions as keeping
from communs.attention.models import Attention
from communs.groups import actions as grouping
from communs.groups.models import Joining, Membership
from communs.home import actions, rules
from communs.home import queries as awaiting
from communs.home.facts import HomeVisited
from communs.home.followers import ActivityFollower
from communs.home.models import Activity, ActivityKind, Visit
from communs.home.sentences import Told, sentences
from communs.polls.choices import PollKind, Stance
from communs.threads import actions as talking
from communs.threads.models import Thread
from communs.threads.reach import Reach
from tests.cast import EVERYBODY, PARTS
from tests.communs import polling
from tests.schema import making

pytestmark = pytest.mark.django_db
MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}


def told():
    """Bring activity up to date; give what it tells of, in order."""
    catch_up(ActivityFollower())
    rows = Activity.objects.order_by("position")
    return list(rows.values_list("kind", "subject_type", "subject", "actor", "group"))


def only(kind):
    catch_up(ActivityFollower())
    return Activity.objects.get(kind=kind)


# --- what is told ---------------------------------------------------------------------------


def test_what_happens_in_a_group_is_told_with_who_did_it(cast):
    thread = making.thread(cast, cast.group, "Bonjour")
    event = making.event(cast, cast.group)

    bo, ana = cast.person("bo").pk, cast.person("ana").pk
    assert told() == [
        ("thread_opened", "Thread", thread.pk, bo, cast.group.pk),
        ("message_posted", "Message", thread.messages.get().pk, bo, cast.group.pk),
        ("event_planned", "Event", event.pk, ana, cast.group.pk),  # its thread is told with it
    ]


def test_a_draft_is_not_told_until_it_is_published(cast):
    making.resource(cast, cast.group, title="Brouillon")
    shown = making.resource(cast, cast.group, title="Charte", reach=Reach.PUBLIC)

    ana = cast.person("ana").pk
    assert told() == [("resource_published", "Resource", shown.pk, ana, cast.group.pk)]


def test_who_joins_and_leaves_again_is_no_longer_told(cast):
    group = cast.found("open", name="Libre", joining=Joining.FREE)
    cast.perform(grouping.join_group, "zed", group=group)
    catch_up(ActivityFollower())
    zed = Membership.objects.get(group=group, person=cast.person("zed"))
    row = Activity.objects.get(kind=ActivityKind.MEMBER_JOINED)

    assert (row.subject, row.group) == (zed.pk, group)
    assert cast.who_see(row) == cast.who_see(zed)
    cast.perform(grouping.leave_group, "zed", group=group)
    assert cast.who_see(row) == set()


def test_a_vote_is_told_of_by_its_question_and_its_outcome_never_by_who_voted(cast):
    thread = making.thread(cast, cast.group)
    poll = polling.open_poll(cast, thread, PollKind.PROPOSAL)
    polling.cast_vote(cast, poll, "ana", stance=Stance.AGREE)

    kinds = [kind for kind, *_rest in told()]

    assert kinds == ["thread_opened", "message_posted", "poll_opened"]


def test_entries_that_come_again_are_told_once(cast):
    making.thread(cast, cast.group, "Bonjour")
    before = told()
    Cursor.objects.filter(name="activity").update(position=0)

    assert advance(ActivityFollower())
    assert told() == before


def test_telling_a_hundred_messages_costs_what_telling_two_does(cast, queries):
    thread = making.thread(cast, cast.group, "Un", "Deux")
    few = queries(lambda: ActivityFollower().follow(list(Entry.objects.order_by("id"))))
    Activity.objects.all().delete()
    for number in range(40):
        making.message(cast, thread, f"Message {number}")

    many = queries(lambda: ActivityFollower().follow(list(Entry.objects.order_by("id"))))

    assert many == few


# --- for whom -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "by"), [("open", ALL), ("listed", MEMBERS), ("hidden", MEMBERS)]
)
def test_what_happened_is_there_for_whoever_sees_it(cast, visibility, by):
    making.thread(cast, cast.groups[visibility])

    assert cast.who_see(only(ActivityKind.THREAD_OPENED)) == by


def test_what_is_no_longer_seen_is_no_longer_told(cast):
    making.thread(cast, cast.groups["open"])
    row = only(ActivityKind.THREAD_OPENED)
    assert cast.who_see(row) == ALL

    Thread.objects.update(audience="moderators")

    assert cast.who_see(row) == {"nina"}


def test_only_oneself_sees_ones_visit(cast):
    visit = cast.perform(actions.note_visit, "bo")

    assert cast.who_see(visit) == {"bo"}


# --- in words -------------------------------------------------------------------------------


def test_a_sentence_names_who_and_what_for_those_who_see_it(cast):
    thread = making.thread(cast, cast.group, title="Le modèle")
    said = Told("thread_opened", cast.person("bo").pk, "Thread", thread.pk)

    assert sentences(cast.ana, [said]) == ["Bo opened “Le modèle”."]
    assert sentences(cast.nobody, [said]) == ["Bo opened “…”."]


def test_every_kind_can_be_said(cast):
    for kind in ActivityKind:
        said = Told(kind.value, None, "Thread", cast.group.pk)
        assert sentences(cast.ana, [said])[0][-1] in ".”"


# --- what awaits ----------------------------------------------------------------------------


def test_unread_threads_are_those_in_which_others_spoke(cast):
    spoken = making.thread(cast, cast.group, "Bonjour", title="Parlé", by="ana")
    making.thread(cast, cast.group, title="Muet", by="ana")
    making.thread(cast, cast.groups["open"], "Ailleurs", title="Ailleurs", by="ana")

    def unread(who):
        rows = awaiting.unread(Thread.objects.visible_to(cast.actor(who)), cast.actor(who))
        return set(rows.values_list("title", flat=True))

    assert unread("ana") == {"Parlé", "Ailleurs"}  # bo spoke in them
    assert unread("bo") == set()
    assert unread("zed") == set()  # sees the open group, and belongs to none
    cast.perform(talking.mark_thread_read, "ana", thread=spoken, number=1)
    assert unread("ana") == {"Ailleurs"}


def test_unread_threads_are_those_that_somebody_follows(cast):
    thread = making.thread(cast, cast.groups["open"], "Bonjour", title="Ouvert")
    mine = making.thread(cast, cast.group, "Bonjour", title="Annoncé")

    def unread(who):
        rows = awaiting.unread(Thread.objects.visible_to(cast.actor(who)), cast.actor(who))
        return set(rows.values_list("title", flat=True))

    cast.perform(keeping.follow_thread, "zed", thread=thread, attention=Attention.ALL)
    cast.perform(keeping.follow_thread, "ana", thread=mine, attention=Attention.NOTHING)

    assert unread("zed") == {"Ouvert"}
    assert unread("ana") == {"Ouvert"}
    assert unread("mo") == {"Ouvert", "Annoncé"}


def test_news_is_what_others_did_since_the_last_visit(cast):
    making.thread(cast, cast.group, "Bonjour", title="Avant")
    catch_up(ActivityFollower())

    def news(who):
        actor = cast.actor(who)
        rows = awaiting.news(Activity.objects.visible_to(actor), actor)
        return list(rows.values_list("kind", flat=True))

    assert news("ana") == ["thread_opened"]
    assert news("bo") == []
    cast.perform(actions.note_visit, "ana")
    assert news("ana") == []
    making.thread(cast, cast.group, title="Après")
    catch_up(ActivityFollower())
    assert news("ana") == ["thread_opened"]


def test_a_visit_is_noted_with_its_fact_and_never_goes_back(cast):
    visit = cast.perform(actions.note_visit, "bo")
    Visit.objects.update(position=10_000_000)

    again = cast.perform(actions.note_visit, "bo")

    assert again.pk == visit.pk
    assert again.position == 10_000_000
    assert cast.facts() == [HomeVisited(person=cast.person("bo").pk)] * 2


def test_everybody_who_is_signed_in_visits(cast):
    assert cast.may(rules.can_visit) == set(EVERYBODY) - {"nobody"}


def test_the_follower_lags_nowhere(cast):
    making.thread(cast, cast.group)
    catch_up(ActivityFollower())

    assert Cursor.objects.get(name="activity").position == journal.head()
