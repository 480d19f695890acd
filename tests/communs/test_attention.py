"""Attention: what people keep of threads for themselves, and what they are told by letter."""

from __future__ import annotations

import pytest

from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.mail.models import Letter
from backend.rules import Denied, Invalid, Missing
from communs.attention import actions, rules
from communs.attention.facts import (
    BookmarkRemoved,
    DraftDiscarded,
    DraftSaved,
    FollowingChosen,
    MessageBookmarked,
)
from communs.attention.followers import AttentionFollower
from communs.attention.models import Attention, Bookmark, Draft, Following, Notice
from communs.attention.queries import attention_of, bookmarked
from communs.people.models import Person
from communs.threads import actions as talking
from communs.threads.followers import RoleMentions
from communs.threads.mentioning import mention_of
from tests.communs.at_once import gid
from tests.schema import making

pytestmark = pytest.mark.django_db

SIGNED_IN = {"ana", "mo", "bo", "ob", "zed", "nina"}


@pytest.fixture
def thread(cast):
    made = making.thread(cast, cast.groups["listed"], "Bonjour", title="Séance 1")
    cast.facts()
    return made


@pytest.fixture
def message(thread):
    return thread.messages.get()


def follow(cast, who, thread, attention):
    return cast.perform(actions.follow_thread, who, thread=thread, attention=attention)


def followed():
    """Let all consequences happen."""
    catch_up(RoleMentions())
    catch_up(AttentionFollower())


# --- who x may, and for whom it is there ----------------------------------------------------


def test_whoever_is_signed_in_keeps_things_for_themselves(cast, thread, message):
    assert cast.may(rules.can_follow, thread) == SIGNED_IN
    assert cast.may(rules.can_draft, thread) == SIGNED_IN
    assert cast.may(rules.can_bookmark, message) == SIGNED_IN
    assert cast.may(rules.can_remove_bookmark, message) == SIGNED_IN


def test_what_one_keeps_is_there_for_oneself_alone_and_only_where_the_thread_is(
    cast, thread, message
):
    follow(cast, "ob", thread, Attention.NOTHING)
    cast.perform(actions.bookmark_message, "ob", message=message)
    cast.perform(actions.save_draft, "ob", thread=thread, body="Je")
    notice = Notice.objects.create(message=message, person=cast.person("ob"))
    rows = [Following.objects.get(), Bookmark.objects.get(), Draft.objects.get(), notice]

    assert [cast.who_see(row) for row in rows] == [{"ob"}] * 4

    thread.group.memberships.filter(person=cast.person("ob")).delete()

    assert [cast.who_see(row) for row in rows] == [set()] * 4


def test_a_thread_that_one_does_not_see_is_missing(cast, thread, message):
    for act, given in (
        (actions.follow_thread, {"thread": thread, "attention": Attention.ALL}),
        (actions.save_draft, {"thread": thread, "body": "Je"}),
        (actions.bookmark_message, {"message": message}),
        (actions.remove_bookmark, {"message": message}),
    ):
        with pytest.raises(Missing):
            cast.perform(act, "zed", **given)

    assert cast.facts() == []


def test_a_visitor_keeps_nothing(cast):
    thread = making.thread(cast, cast.groups["open"], "Bonjour")

    with pytest.raises(Denied, match="Sign in"):
        cast.perform(actions.save_draft, "nobody", thread=thread, body="Je")

    assert not Draft.objects.exists()


def test_the_thread_s_listeners_hear_none_of_it(cast, thread, message):
    follow(cast, "ob", thread, Attention.NOTHING)
    cast.perform(actions.bookmark_message, "ob", message=message)
    cast.perform(actions.save_draft, "ob", thread=thread, body="Je")

    topics = {fact.subject for fact in cast.facts()}
    assert topics == {f"person:{cast.person('ob').pk}"}


# --- following ------------------------------------------------------------------------------


def test_members_are_told_all_others_mentions_until_they_choose(cast):
    threads = [making.thread(cast, cast.groups[of]) for of in ("open", "listed")]
    keys, groups = [each.pk for each in threads], [each.group_id for each in threads]
    thread = threads[0]

    assert attention_of(cast.bo, keys, groups) == [Attention.ALL, Attention.ALL]
    assert attention_of(cast.zed, keys, groups) == [Attention.MENTIONS, Attention.MENTIONS]
    assert attention_of(cast.nobody, keys, groups) == [None, None]

    cast.facts()
    follow(cast, "bo", thread, Attention.NOTHING)
    follow(cast, "bo", thread, Attention.NOTHING)
    assert attention_of(cast.bo, keys, groups) == [Attention.NOTHING, Attention.ALL]

    follow(cast, "bo", thread, None)
    follow(cast, "bo", thread, None)
    assert attention_of(cast.bo, keys, groups) == [Attention.ALL, Attention.ALL]
    bo = cast.person("bo").pk
    assert cast.facts() == [
        FollowingChosen(person=bo, thread=thread.pk, attention="nothing"),
        FollowingChosen(person=bo, thread=thread.pk, attention=""),
    ]


# --- bookmarks ------------------------------------------------------------------------------


def test_a_bookmark_is_there_until_it_is_removed(cast, message):
    zoe = cast.person("ob").pk
    for _twice in range(2):
        cast.perform(actions.bookmark_message, "ob", message=message)
    assert bookmarked(zoe, [message.pk]) == {message.pk}

    for _twice in range(2):
        cast.perform(actions.remove_bookmark, "ob", message=message)

    assert bookmarked(zoe, [message.pk]) == set()
    assert bookmarked(None, [message.pk]) == set()
    assert cast.facts() == [
        MessageBookmarked(person=zoe, message=message.pk),
        BookmarkRemoved(person=zoe, message=message.pk),
    ]


def test_the_bookmark_of_a_removed_message_vanishes(cast, message):
    cast.perform(actions.bookmark_message, "ob", message=message)
    cast.perform(talking.remove_message, "bo", message=message)

    assert not Bookmark.objects.visible_to(cast.ob).exists()
    with pytest.raises(Denied, match="removed"):
        cast.perform(actions.bookmark_message, "ana", message=message)


def test_a_bookmark_goes_where_its_message_went(cast, thread, message):
    cast.perform(actions.bookmark_message, "ob", message=message)
    cast.perform(actions.bookmark_message, "ana", message=message)
    given = {"messages": [message], "title": "À part"}
    cast.perform(talking.move_messages, "mo", thread=thread, **given)
    message.refresh_from_db()
    cast.perform(actions.bookmark_message, "ana", message=message.moved_to)

    followed()
    AttentionFollower().follow(list(Entry.objects.after(0)))  # again, as after a kill

    for who in ("ob", "ana"):
        (mine,) = Bookmark.objects.visible_to(cast.actor(who))
        assert mine.message == message.moved_to


# --- drafts ---------------------------------------------------------------------------------


def draft(cast, who="ob"):
    rows = Draft.objects.visible_to(cast.actor(who))
    return [*rows.values_list("body", flat=True)]


def test_the_last_draft_is_kept_and_an_empty_one_is_none(cast, thread):
    for body in ("Je", " Je crois que ", "  ", ""):
        cast.perform(actions.save_draft, "ob", thread=thread, body=body)
        assert draft(cast) == ([body.strip()] if body.strip() else [])

    saved = DraftSaved(person=cast.person("ob").pk, thread=thread.pk)
    gone = DraftDiscarded(person=cast.person("ob").pk, thread=thread.pk)
    assert cast.facts() == [saved, saved, gone]


def test_a_draft_that_is_too_long_is_refused_and_the_earlier_stays(cast, thread):
    cast.perform(actions.save_draft, "ob", thread=thread, body="Je")

    with pytest.raises(Invalid) as refused:
        cast.perform(actions.save_draft, "ob", thread=thread, body="x" * 20_001)

    assert refused.value.field == "body"
    assert draft(cast) == ["Je"]


def test_what_was_said_is_no_draft_any_more(cast, thread):
    for who in ("bo", "ana"):
        cast.perform(actions.save_draft, who, thread=thread, body="Je")

    making.message(cast, thread, "Je crois que oui", by="bo")

    assert (draft(cast, "bo"), draft(cast, "ana")) == ([], ["Je"])  # at once
    followed()
    assert [each.person for each in Draft.objects.all()] == [cast.person("ana")]  # and for good


def test_a_draft_begun_after_one_has_spoken_stays(cast, thread):
    making.message(cast, thread, "Je crois que oui", by="bo")
    cast.perform(actions.save_draft, "bo", thread=thread, body="Et")

    followed()

    assert draft(cast, "bo") == ["Et"]


# --- letters --------------------------------------------------------------------------------


def told():
    """Say who was written to, as often as they were."""
    return sorted(to.partition("@")[0] for to in Letter.objects.values_list("to", flat=True))


def naming(cast, *who):
    return " ".join(mention_of(cast.person(each).pk, each.capitalize()) for each in who)


def test_who_is_mentioned_is_told_in_their_language(cast, thread, settings):
    settings.FRONT_END = "https://app.exemple.fr/"
    Person.objects.filter(pk=cast.person("ob").pk).update(language="en")
    said = making.message(cast, thread, f"**Merci** {naming(cast, 'ana', 'ob')}")

    followed()

    ana, ob = Letter.objects.order_by("to")
    assert ana.subject == "Bo vous mentionne dans «\u00a0Séance 1\u00a0»"
    assert "Merci @Ana @Ob" in ana.text
    assert ob.subject == "Bo mentioned you in “Séance 1”"
    link = f"https://app.exemple.fr/threads/{gid(thread)}#{said.number}"
    assert link in ana.text
    assert link in ob.text


def test_without_a_front_end_a_letter_has_no_link(cast, thread):
    making.message(cast, thread, naming(cast, "ana"))

    followed()

    assert "threads/" not in Letter.objects.get().text


def test_nobody_is_told_twice_of_one_message(cast, thread):
    said = making.message(cast, thread, f"@membres {naming(cast, 'bo')}", by="mo")
    followed()
    for body in ("Rien", f"@membres {naming(cast, 'ana', 'bo')} !"):
        cast.perform(talking.edit_message, "mo", message=said, body=body)
        followed()

    for follower in (RoleMentions(), AttentionFollower()):
        follower.follow(list(Entry.objects.after(0)))  # again, as after a kill

    assert told() == ["ana", "bo", "ob"]


def test_who_wants_to_be_told_nothing_is_told_nothing(cast, thread):
    follow(cast, "ana", thread, Attention.NOTHING)
    follow(cast, "ob", thread, Attention.MENTIONS)
    making.message(cast, thread, naming(cast, "ana", "ob"))
    followed()

    follow(cast, "ana", thread, Attention.ALL)  # from now on
    AttentionFollower().follow(list(Entry.objects.after(0)))

    assert told() == ["ob"]


def test_who_left_before_the_letter_is_not_told(cast, thread):
    making.message(cast, thread, naming(cast, "ana", "ob"))
    thread.group.memberships.filter(person=cast.person("ob")).delete()

    followed()

    assert told() == ["ana"]


def test_of_what_was_taken_back_nobody_is_told(cast, thread):
    said = making.message(cast, thread, naming(cast, "ana"))
    cast.perform(talking.remove_message, "bo", message=said)

    followed()

    assert told() == []


def test_of_what_was_moved_one_is_told_once_and_where_it_is(cast, thread, settings):
    settings.FRONT_END = "https://app.exemple.fr"
    early = making.message(cast, thread, naming(cast, "ana"))
    followed()
    late = making.message(cast, thread, naming(cast, "ob"))
    given = {"messages": [early, late], "title": "À part"}
    new = cast.perform(talking.move_messages, "mo", thread=thread, **given)
    followed()
    moved = new.messages.get(number=1)
    cast.perform(talking.edit_message, "bo", message=moved, body=naming(cast, "ana", "mo"))
    followed()

    assert told() == ["ana", "mo", "ob"]
    letter = Letter.objects.get(to=cast.person("ob").email)
    assert f"{gid(new)}#2" in letter.text


def test_a_long_message_is_told_by_its_beginning(cast, thread):
    making.message(cast, thread, f"{naming(cast, 'ana')} {'mot ' * 400}")

    followed()

    assert "mot…" in Letter.objects.get().text
    assert len(Letter.objects.get().text) < 1_000
