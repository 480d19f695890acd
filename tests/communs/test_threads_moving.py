"""Moving what was said to a new thread: what goes along, what stays, and what it leaves behind."""

from __future__ import annotations

import pytest

from backend.rules import Denied, Invalid, Missing
from backend.search.contract import Key
from backend.search.sources import present, touched
from communs.threads import actions, rules
from communs.threads.facts import MessageMoved, ThreadOpened
from communs.threads.mentioning import mention_of
from communs.threads.models import Message, ReadMark, Thread
from communs.threads.queries import reaction_counts, unread_counts
from tests.schema import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    made = making.thread(cast, cast.groups["open"], "un", "deux", "trois", "quatre", "cinq")
    cast.facts()
    return made


def said(thread):
    return {each.number: each for each in thread.messages.all()}


def move(cast, thread, *numbers, who="mo", title="À part"):
    rows = said(thread)
    messages = [rows[number] for number in numbers]
    return cast.perform(moving, who, thread=thread, messages=messages, title=title)


def moving(*, by, thread, messages, title):
    """Move, with the messages locked as a mutation locks them."""
    rows = Message.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    locked = [rows.get(pk=each.pk) for each in messages]
    return actions.move_messages(by=by, thread=thread, messages=locked, title=title)


def texts(thread):
    return [(each.number, each.body) for each in thread.messages.order_by("number")]


@pytest.mark.parametrize(
    ("audience", "by"), [("open", {"ana", "mo", "nina"}), ("network", {"nina"})]
)
def test_those_who_look_after_a_thread_move_its_messages(cast, audience, by):
    group = cast.groups.get(audience)
    opened = cast.perform(
        actions.open_thread, "ana" if group else "nina", group=group, title="Séance"
    )

    assert cast.may(rules.can_move, opened) == by


def test_what_is_moved_is_numbered_anew_and_its_places_say_where_to(cast, thread):
    before = said(thread)

    new = move(cast, thread, 4, 2)

    assert (new.title, new.audience, new.group) == ("À part", thread.audience, thread.group)
    assert texts(new) == [(1, "deux"), (2, "quatre")]
    assert texts(thread) == [(1, "un"), (2, ""), (3, "trois"), (4, ""), (5, "cinq")]
    places, there = said(thread), said(new)
    assert {n: place.moved_to for n, place in places.items()} == {
        1: None,
        2: there[1],
        3: None,
        4: there[2],
        5: None,
    }
    assert {n: place.pk for n, place in places.items()} == {n: m.pk for n, m in before.items()}
    assert there[1].created_at == before[2].created_at
    assert there[1].author == cast.person("bo")
    assert (places[2].stands, places[2].removed_by) == (False, cast.person("mo"))
    assert new.active_at == before[4].created_at


def test_what_happened_is_told_by_ids(cast, thread):
    new = move(cast, thread, 2)

    place, there = said(thread)[2], said(new)[1]
    assert cast.facts() == [
        ThreadOpened(thread=new.pk),
        MessageMoved(thread.pk, place.pk, 2, new.pk, there.pk),
    ]


def test_both_threads_go_on_without_a_gap(cast, thread):
    new = move(cast, thread, 1, 5)

    assert making.message(cast, thread, "six").number == 6
    assert making.message(cast, new, "encore").number == 3


def test_history_reactions_and_mentions_go_along_and_pins_do_not(cast, thread):
    second = said(thread)[2]
    addressed = f"Vois {mention_of(cast.person('zed').pk, 'Zed')}"
    cast.perform(actions.edit_message, "bo", message=second, body=addressed)
    cast.perform(actions.react_to_message, "ana", message=second, reaction="👍")
    cast.perform(actions.pin_message, "mo", message=second)

    new = move(cast, thread, 2)

    place, there = said(thread)[2], said(new)[1]
    assert [each.body for each in there.edits.all()] == ["deux"]
    assert [(each.reaction, each.count) for each in reaction_counts([there.pk])[there.pk]] == [
        ("👍", 1)
    ]
    assert [each.person for each in there.mentions.all()] == [cast.person("zed")]
    assert there.edited_at is not None
    for rows in (place.edits, place.reactions, place.mentions):
        assert not rows.exists()
    assert (place.pinned_at, there.pinned_at) == (None, None)


def test_answers_answer_what_they_did_wherever_it_is(cast, thread):
    first, second = said(thread)[1], said(thread)[2]
    to_first = making.message(cast, thread, "à un", reply_to=first)
    to_second = making.message(cast, thread, "à deux", reply_to=second)
    stays = making.message(cast, thread, "à deux, aussi", reply_to=second)

    new = move(cast, thread, 2, to_first.number, to_second.number)

    there = said(new)
    stays.refresh_from_db()
    assert there[2].reply_to == first  # which stayed
    assert there[3].reply_to == there[1]  # which came along
    assert stays.reply_to == said(thread)[2]  # the place, which says where to


def test_what_was_read_is_read_and_what_was_not_is_not(cast, thread):
    cast.perform(actions.mark_thread_read, "ana", thread=thread, number=3)
    cast.perform(actions.mark_thread_read, "mo", thread=thread, number=1)
    ana, mo, ob = (cast.person(who).pk for who in ("ana", "mo", "ob"))

    new = move(cast, thread, 2, 3, 5)

    marks = ReadMark.objects.filter(thread=new)
    assert dict(marks.values_list("person", "number")) == {ana: 2}
    assert ReadMark.objects.get(thread=thread, person=ana).number == 3
    both = [thread.pk, new.pk]
    assert unread_counts(ana, both) == {thread.pk: 1, new.pk: 1}  # quatre; cinq
    assert unread_counts(mo, both) == {thread.pk: 1, new.pk: 3}
    assert unread_counts(ob, both) == {thread.pk: 2, new.pk: 3}


def test_search_finds_it_where_it_is(cast, thread):
    new = move(cast, thread, 2)

    place, there = said(thread)[2], said(new)[1]
    keys = {Key("message", place.pk), Key("message", there.pk), Key("thread", new.pk)}
    assert touched(cast.facts()) == keys
    (document,) = present([Key("message", place.pk), Key("message", there.pk)])
    assert (document.id, document.body, document.link) == (there.pk, "deux", {"number": "1"})


def test_a_place_says_nothing_more_and_takes_nothing(cast, thread):
    move(cast, thread, 2)
    place = said(thread)[2]

    for act, who, given in (
        (actions.edit_message, "bo", {"body": "deux bis"}),
        (actions.remove_message, "bo", {}),
        (actions.react_to_message, "ana", {"reaction": "👍"}),
        (actions.pin_message, "mo", {}),
    ):
        with pytest.raises(Denied, match="moved"):
            cast.perform(act, who, message=place, **given)

    place.refresh_from_db()
    assert place.body == ""


def test_what_was_moved_moves_on_and_every_place_leads_there(cast, thread):
    new = move(cast, thread, 2, 3)
    last = move(cast, new, 2)

    third = said(thread)[3]
    assert third.moved_to.moved_to == said(last)[1]
    assert texts(last) == [(1, "trois")]
    assert texts(new) == [(1, "deux"), (2, "")]


def test_messages_of_a_closed_thread_can_be_moved_into_an_open_one(cast, thread):
    cast.perform(actions.close_thread, "mo", thread=thread)

    assert move(cast, thread, 5).is_open


@pytest.mark.parametrize("who", ["bo", "ob", "zed"])
def test_members_do_not_move(cast, thread, who):
    with pytest.raises(Denied, match="look after"):
        move(cast, thread, 2, who=who)

    assert Thread.objects.count() == 1
    assert cast.facts() == []


@pytest.mark.parametrize(("numbers", "title"), [((), "À part"), ((2,), " ")])
def test_a_move_of_nothing_or_to_nowhere_is_refused(cast, thread, numbers, title):
    with pytest.raises(Invalid):
        move(cast, thread, *numbers, title=title)

    assert Thread.objects.count() == 1
    assert said(thread)[2].body == "deux"


def test_only_what_stands_here_is_moved(cast, thread):
    elsewhere = making.thread(cast, cast.groups["open"], "Ailleurs").messages.get()
    cast.perform(actions.remove_message, "bo", message=said(thread)[1])
    move(cast, thread, 2)
    before = Thread.objects.count()

    for numbers in ((1, 3), (2, 3)):
        with pytest.raises(Invalid, match="removed, or moved"):
            move(cast, thread, *numbers)
    with pytest.raises(Invalid, match="another thread"):
        cast.perform(moving, "mo", thread=thread, messages=[elsewhere], title="À part")

    assert Thread.objects.count() == before
    assert said(thread)[3].body == "trois"


def test_what_one_does_not_see_is_not_moved(cast):
    hidden = making.thread(cast, cast.groups["hidden"], "Entre nous")

    with pytest.raises(Missing):
        move(cast, hidden, 1, who="nina")
