"""Threads: for whom they, their messages, earlier texts and read marks are there at all."""

from __future__ import annotations

import pytest

from communs.groups.models import Group
from communs.threads import actions
from communs.threads.models import Message, MessageEdit, ReadMark, Thread
from communs.threads.reach import Reach
from tests.cast import EVERYBODY, PARTS

pytestmark = pytest.mark.django_db

MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}
SEEN_BY = [
    ("open", ALL),
    ("listed", MEMBERS),
    ("hidden", MEMBERS),
    ("network", SIGNED_IN),
    ("public", ALL),
    ("moderators", {"nina"}),
]


def thread_in(cast, group, audience=None):
    return Thread.objects.create(
        audience=audience or group.members_audience,
        group=group,
        title="Séance",
        created_by=cast.person("ana"),
    )


def thread_for(cast, audience):
    group = cast.groups.get(audience)
    return thread_in(cast, group, None if group else audience)


def memberless(cast, visibility):
    return Group.objects.create(
        name="Sans membres", visibility=visibility, created_by=cast.person("ana")
    )


def who_sees(cast, rows):
    return {who for who in EVERYBODY if rows.visible_to(cast.actor(who)).exists()}


@pytest.mark.parametrize(("audience", "by"), SEEN_BY)
def test_a_thread_and_its_messages_are_there_for_their_audience(cast, audience, by):
    thread = thread_for(cast, audience)
    Message.objects.create(thread=thread, number=1, author=cast.person("bo"), body="x")

    assert who_sees(cast, Thread.objects.all()) == by
    assert who_sees(cast, Message.objects.all()) == by


@pytest.mark.parametrize(
    ("visibility", "by"), [("open", ALL), ("listed", set()), ("hidden", set())]
)
def test_a_group_without_members_shows_its_threads_to_nobody_new(cast, visibility, by):
    thread_in(cast, memberless(cast, visibility))

    assert who_sees(cast, Thread.objects.all()) == by


@pytest.mark.parametrize("of", ["hidden", "listed"])
def test_members_of_one_group_do_not_see_into_another(cast, of):
    thread_in(cast, memberless(cast, of))

    assert who_sees(cast, Thread.objects.all()) == set()


def test_opening_or_closing_a_group_is_in_force_at_once(cast):
    group = cast.groups["listed"]
    thread_in(cast, group)
    nobody = cast.actor("nobody")

    group.visibility = "open"
    group.save()
    while_open = Thread.objects.visible_to(nobody).count()
    group.visibility = "hidden"
    group.save()

    assert while_open == 1
    assert Thread.objects.visible_to(nobody).count() == 0


@pytest.mark.parametrize(
    ("audience", "by"),
    [
        ("open", {"ana", "mo", "bo", "nina"}),
        ("hidden", {"ana", "mo", "bo"}),
        ("network", {"bo", "nina"}),
        ("public", {"bo", "nina"}),
    ],
)
def test_earlier_texts_are_for_their_author_and_for_moderators(cast, audience, by):
    thread = thread_for(cast, audience)
    message = cast.perform(actions.post_message, "bo", thread=thread, body="un")
    cast.perform(actions.edit_message, "bo", message=message, body="deux")

    assert who_sees(cast, MessageEdit.objects.all()) == by


def test_the_text_of_a_removed_message_is_kept_for_moderators_alone(cast):
    thread, everybodys = thread_for(cast, "open"), thread_for(cast, "network")
    message = cast.perform(actions.post_message, "zed", thread=everybodys, body="secret")
    mine = cast.perform(actions.post_message, "ana", thread=thread, body="secret")

    for each, who in ((message, "nina"), (mine, "mo")):
        cast.perform(actions.remove_message, who, message=each, reason="Non.")

    assert not Message.objects.filter(body__contains="secret").exists()
    assert who_sees(cast, MessageEdit.objects.filter(message=mine)) == {"ana", "mo", "nina"}
    assert who_sees(cast, MessageEdit.objects.filter(message=message)) == {"zed", "nina"}


def test_read_marks_are_their_owner_s_alone_and_only_where_the_thread_is(cast):
    thread = thread_for(cast, "listed")
    cast.perform(actions.post_message, "bo", thread=thread, body="x")
    cast.perform(actions.mark_thread_read, "ob", thread=thread, number=1)

    assert who_sees(cast, ReadMark.objects.all()) == {"ob"}

    thread.group.memberships.filter(person=cast.person("ob").pk).delete()

    assert who_sees(cast, ReadMark.objects.all()) == set()


def test_reach_names_an_audience_of_a_group(cast):
    group = cast.groups["listed"]

    assert {each: each.audience(group.pk) for each in Reach} == {
        Reach.GROUP: group.members_audience,
        Reach.NETWORK: "network",
        Reach.PUBLIC: "public",
    }
