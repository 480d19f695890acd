"""Mentions: who is addressed, by name and by role, who is not, and how it is shown."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.rules import Limited
from communs.groups.actors import those_who_see
from communs.groups.models import Membership
from communs.people.models import Person
from communs.threads import actions
from communs.threads.facts import MessagePosted, PeopleMentioned
from communs.threads.followers import RoleMentions
from communs.threads.mentioning import MOST, mention_of, rendered
from communs.threads.models import Mention, Message
from communs.threads.queries import names_mentioned
from tests.cast import PARTS
from tests.schema import making

pytestmark = pytest.mark.django_db

SIGNED_IN = {*PARTS, "zed", "nina"}


@pytest.fixture
def thread(cast):
    made = making.thread(cast, cast.groups["listed"])
    cast.facts()
    return made


def naming(cast, *who):
    return " ".join(mention_of(cast.person(each).pk, each.capitalize()) for each in who)


def mentioned(message):
    """Say who is mentioned in it, by which role: the address's name tells who."""
    rows = message.mentions.values_list("person__email", "role")
    return {email.partition("@")[0]: role for email, role in rows}


def html(message):
    names = names_mentioned([message.pk]).get(message.pk, {})
    return rendered(message.body, message.calls, names)


# --- by name --------------------------------------------------------------------------------


def test_those_who_are_named_are_mentioned(cast, thread):
    message = making.message(cast, thread, f"Qu'en dites-vous, {naming(cast, 'ana', 'ob')} ?")

    assert mentioned(message) == {"ana": "", "ob": ""}
    assert cast.facts() == [
        MessagePosted(thread=thread.pk, message=message.pk, number=1),
        PeopleMentioned(thread=thread.pk, message=message.pk),
    ]


def test_a_mention_is_told_by_the_name_that_somebody_has_now(cast, thread):
    message = making.message(cast, thread, naming(cast, "ana"))
    Person.objects.filter(pk=cast.person("ana").pk).update(name="Ana <b>")

    (written,) = naming(cast, "ana").split()
    target = written.partition("(")[2].rstrip(")")
    assert html(message) == (
        f'<p><span class="mention" data-mention="{target}">@Ana &lt;b&gt;</span></p>\n'
    )


def test_whoever_does_not_see_the_thread_is_not_mentioned_and_looks_like_a_word(cast, thread):
    message = making.message(cast, thread, naming(cast, "zed", "nina"))

    assert mentioned(message) == {}
    assert html(message) == "<p>@Zed @Nina</p>\n"
    assert [type(fact) for fact in cast.facts()] == [MessagePosted]


@pytest.mark.parametrize(
    "body",
    [
        "@[Ana](UGVyc29uOng=)",  # no key
        "@[Ana](https://exemple.fr)",
        "`{}`",
        "contact{}",  # part of a word
    ],
)
def test_what_only_looks_like_a_mention_is_none(cast, thread, body):
    message = making.message(cast, thread, body.format(naming(cast, "ana")))

    assert mentioned(message) == {}
    assert "mention" not in html(message)


def test_to_name_a_thing_or_oneself_does_nothing(cast, thread):
    key = str(thread.group_id)
    message = making.message(
        cast, thread, f"{naming(cast, 'bo')} {mention_of(thread.group_id, key)}"
    )

    assert mentioned(message) == {}


def test_an_edit_mentions_others(cast, thread):
    message = making.message(cast, thread, naming(cast, "ana", "ob"))
    kept = message.mentions.get(person=cast.person("ana")).pk
    cast.facts()

    body = naming(cast, "ana", "mo")
    cast.perform(actions.edit_message, "bo", message=message, body=body)

    assert mentioned(message) == {"ana": "", "mo": ""}
    assert message.mentions.get(person=cast.person("ana")).pk == kept
    assert PeopleMentioned(thread=thread.pk, message=message.pk) in cast.facts()

    cast.perform(actions.edit_message, "bo", message=message, body="Rien.")

    assert mentioned(message) == {}
    assert PeopleMentioned(thread=thread.pk, message=message.pk) not in cast.facts()


def test_a_removed_message_mentions_nobody(cast, thread):
    message = making.message(cast, thread, naming(cast, "ana"))

    cast.perform(actions.remove_message, "bo", message=message)

    assert not Mention.objects.exists()


def test_too_many_names_are_refused_whoever_they_are(cast, thread):
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@communs.example", name=f"P{n}") for n in range(MOST + 1)
    )
    body = " ".join(mention_of(person.pk, person.name) for person in people)

    with pytest.raises(Limited, match="20") as refused:
        making.message(cast, thread, body)

    assert refused.value.field == "body"
    assert not Message.objects.exists()
    assert cast.facts() == []


# --- by role --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("@facilitators", {"ana": "facilitator"}),
        ("@Facilitatrices", {"ana": "facilitator"}),
        ("@modérateurs et @animateurs", {"mo": "moderator"}),
        ("@observers", {"ob": "observer"}),
        ("@membres", {"ana": "member", "bo": "member", "ob": "member"}),
        (
            "@membres @facilitateurs",
            {"ana": "facilitator", "bo": "member", "ob": "member"},
        ),
        ("`@membres` et moi@membres.fr", {}),
    ],
)
def test_a_role_is_called_upon_in_either_language(cast, thread, words, roles):
    who = "ana" if "moder" in words or "modér" in words else "mo"
    message = making.message(cast, thread, words, by=who)
    catch_up(RoleMentions())

    assert mentioned(message) == roles


def test_only_those_who_look_after_a_thread_call_upon_roles(cast, thread):
    message = making.message(cast, thread, "@membres, venez")
    catch_up(RoleMentions())

    assert (mentioned(message), message.calls) == ({}, [])
    assert html(message) == "<p>@membres, venez</p>\n"


def test_a_thread_without_a_group_has_no_roles_to_call_upon(cast):
    everybodys = cast.perform(actions.open_thread, "nina", title="Annonces")
    message = making.message(cast, everybodys, "@membres", by="nina")
    catch_up(RoleMentions())

    assert mentioned(message) == {}


def test_a_call_stands_out(cast, thread):
    message = making.message(cast, thread, "Merci @Membres !", by="ana")

    assert html(message) == (
        '<p>Merci <span class="mention" data-mention="membres">@Membres</span> !</p>\n'
    )


def test_calling_twice_over_changes_nothing_and_a_name_counts_more(cast, thread):
    message = making.message(cast, thread, f"@membres, et {naming(cast, 'bo')}", by="mo")
    follower = RoleMentions()
    catch_up(follower)
    rows = set(message.mentions.values_list("pk", flat=True))
    cast.facts()

    from_the_start(follower)

    assert mentioned(message) == {"ana": "member", "bo": "", "ob": "member"}
    assert set(message.mentions.values_list("pk", flat=True)) == rows
    assert cast.facts() == []


def from_the_start(follower):
    """Hand a follower all entries again, as after a kill."""
    follower.follow(list(Entry.objects.after(0)))


def test_an_edit_calls_upon_others_or_upon_nobody(cast, thread):
    message = making.message(cast, thread, f"@membres {naming(cast, 'ob')}", by="mo")
    catch_up(RoleMentions())

    cast.perform(actions.edit_message, "mo", message=message, body="@facilitators")
    catch_up(RoleMentions())
    assert mentioned(message) == {"ana": "facilitator"}

    cast.perform(actions.edit_message, "mo", message=message, body="Rien")
    catch_up(RoleMentions())
    assert mentioned(message) == {}


def test_a_call_follows_a_message_that_was_moved(cast, thread):
    message = making.message(cast, thread, "@facilitators", by="mo")
    moved = [message]
    cast.perform(actions.move_messages, "ana", thread=thread, messages=moved, title="À part")
    catch_up(RoleMentions())

    message.refresh_from_db()
    assert mentioned(message.moved_to) == {"ana": "facilitator"}
    assert mentioned(message) == {}


def test_at_most_five_hundred_are_called_upon(cast, thread):
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@communs.example", name=f"P{n}") for n in range(520)
    )
    Membership.objects.bulk_create(
        Membership(group=thread.group, person=person) for person in people
    )

    message = making.message(cast, thread, "@membres", by="mo")
    catch_up(RoleMentions())

    assert message.mentions.count() == 500


# --- for whom they are there ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "by"), [("open", {*SIGNED_IN, "nobody"}), ("listed", set(PARTS)), ("hidden", set(PARTS))]
)
def test_a_mention_is_seen_with_its_message(cast, of, by):
    thread = making.thread(cast, cast.groups[of], naming(cast, "ana"))

    assert cast.who_see(Mention.objects.get(message__thread=thread)) == by


def test_a_mention_is_unread_until_the_message_is_read(cast, thread):
    for body in (naming(cast, "ana"), "rien", naming(cast, "ana")):
        making.message(cast, thread, body)
    mine = Mention.objects.filter(person=cast.person("ana"))
    assert mine.unread().count() == 2

    cast.perform(actions.mark_thread_read, "ana", thread=thread, number=1)

    assert [each.message.number for each in mine.unread()] == [3]


@pytest.mark.parametrize(
    ("audience", "by"),
    [
        ("public", SIGNED_IN),
        ("network", SIGNED_IN),
        ("open", SIGNED_IN),
        ("listed", set(PARTS)),
        ("hidden", set(PARTS)),
        ("moderators", {"nina"}),
        ("group moderators", {"ana", "mo"}),
    ],
)
def test_those_who_see_an_audience_are_those_who_hold_it(cast, audience, by):
    group = cast.groups.get(audience)
    named = {"group moderators": f"{cast.group.members_audience}:moderators"}
    name = group.members_audience if group else named.get(audience, audience)
    people = {cast.person(who).pk: who for who in SIGNED_IN}
    gone, new = (Person.objects.create_user(f"{who}@communs.example", name=who) for who in "gn")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    Person.objects.filter(pk=new.pk).update(joined_at=None)
    Membership.objects.bulk_create(
        Membership(group=group or cast.group, person=person, created_at=timezone.now())
        for person in (gone, new)
    )

    seeing = those_who_see(name, [*people, gone.pk, new.pk])

    assert {people.get(key, "a stranger") for key in seeing} == by
