"""The audiences of groups: who sees which group and what of it, who holds what, who may hear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.audiences import held_by
from backend.rules import NOBODY
from backend.search.sources import present, touched
from communs.groups import actions, audiences
from communs.groups.actors import actor_of, again, still_hearing
from communs.groups.models import Group, Invitation, JoinRequest, Membership, Role, Visibility
from communs.people.models import Person
from communs.people.session_store import SessionStore

MEMBERS = {"ana", "mo", "bo", "ob"}
LEADING = {"ana", "mo"}
SIGNED_IN = MEMBERS | {"nina", "zed"}
EVERYBODY = SIGNED_IN | {"nobody"}


def who_hold(cast, audience):
    return {who for who in EVERYBODY if audience in held_by(cast.actor(who))}


@pytest.mark.parametrize(
    ("visibility", "group", "content", "members"),
    [
        ("open", EVERYBODY, EVERYBODY, SIGNED_IN),
        ("listed", EVERYBODY, MEMBERS, MEMBERS),
        ("hidden", MEMBERS, MEMBERS, MEMBERS),
    ],
)
def test_who_sees_a_group_its_content_and_its_members(cast, visibility, group, content, members):
    seen = cast.groups[visibility]

    assert cast.who_see(seen) == who_hold(cast, audiences.card_of(seen.pk)) == group
    assert who_hold(cast, audiences.audience_of(seen.pk)) == content
    assert cast.who_see(seen.memberships.get(role=Role.OBSERVER)) == members


@pytest.mark.parametrize("visibility", Visibility)
def test_who_sees_requests_and_invitations(cast, visibility):
    group, zed = cast.groups[visibility], cast.person("zed")
    audience = audiences.moderators_of(group.pk)
    request = JoinRequest.objects.create(group=group, person=zed, audience=audience)
    invitation = Invitation.objects.create(
        group=group,
        email=zed.email,
        audience=audience,
        token_hash="0" * 64,
        invited_by=cast.person("ana"),
        expires_at=timezone.now(),
    )

    assert cast.who_see(request) == LEADING | {"zed"}
    assert cast.who_see(invitation) == LEADING


def test_one_still_sees_ones_own_place_in_a_group(cast):
    group = cast.groups["hidden"]

    assert cast.who_see(group.memberships.get(person=cast.person("bo"))) == MEMBERS


@pytest.mark.parametrize("new", Visibility)
def test_opening_or_closing_a_group_counts_at_once_for_actors_that_are_there(cast, new):
    before = {who: cast.actor(who) for who in EVERYBODY}
    group = cast.groups["open" if new != Visibility.OPEN else "listed"]

    cast.perform(actions.edit_group, "ana", group=group, visibility=new)

    content = audiences.audience_of(group.pk)
    holding = {who for who, actor in before.items() if content in held_by(actor)}
    seeing = {
        who for who, actor in before.items() if Group.objects.visible_to(actor).filter(pk=group.pk)
    }
    assert holding == (EVERYBODY if new == Visibility.OPEN else MEMBERS)
    assert seeing == (MEMBERS if new == Visibility.HIDDEN else EVERYBODY)


@pytest.mark.parametrize(
    ("who", "held"),
    [
        ("ana", {"public", "network", "me", "content", "card", "moderators of it"}),
        ("mo", {"public", "network", "me", "content", "card", "moderators of it"}),
        ("bo", {"public", "network", "me", "content", "card"}),
        ("ob", {"public", "network", "me", "content", "card"}),
        ("nina", {"public", "network", "me", "moderators"}),
        ("zed", {"public", "network", "me"}),
        ("nobody", {"public"}),
    ],
)
def test_what_an_actor_holds(cast, who, held):
    Group.objects.exclude(pk=cast.group.pk).delete()
    key = cast.group.pk
    named = {
        "content": f"group:{key}",
        "card": f"group:{key}:card",
        "moderators of it": f"group:{key}:moderators",
        "me": f"person:{cast.person(who).pk}" if who != "nobody" else "",
    }

    assert cast.actor(who).audiences == {named.get(name, name) for name in held}


@pytest.mark.parametrize(
    ("audience", "group"),
    [("public", None), ("network", None), ("resource:0", None), ("", None)],
)
def test_audiences_that_are_no_groups(audience, group):
    assert audiences.group_of(audience) is group


@pytest.mark.parametrize(
    "name", [audiences.audience_of, audiences.card_of, audiences.moderators_of]
)
def test_a_groups_audiences_lead_back_to_it(cast, name):
    assert audiences.group_of(name(cast.group.pk)) == cast.group.pk


# --- actors -------------------------------------------------------------------------------------


def test_an_actor_is_made_by_as_many_queries_however_many_groups(cast, queries):
    bo = cast.person("bo")
    few = queries(lambda: actor_of(bo))
    for number in range(20):
        cast.found(Visibility.LISTED, name=f"Groupe {number}")

    assert queries(lambda: actor_of(bo)) == few
    assert len(actor_of(bo).roles) == 23


def test_a_closed_account_is_nobody(cast):
    bo = cast.person("bo")
    actor = cast.bo
    Person.objects.filter(pk=bo.pk).update(is_active=False)

    assert again(actor) == NOBODY
    assert again(NOBODY) == NOBODY


def test_an_actor_made_again_knows_what_moved(cast):
    actor = cast.bo
    Membership.objects.filter(group=cast.group, person=cast.person("bo")).delete()

    assert audiences.audience_of(cast.group.pk) in actor.audiences
    assert audiences.audience_of(cast.group.pk) not in again(actor).audiences


# --- hearing ------------------------------------------------------------------------------------


def hearing(cast, audience, actors=None):
    listeners = actors or {who: cast.actor(who) for who in sorted(EVERYBODY)}
    told = still_hearing(list(listeners.values()), audience)
    return {who for who, may in zip(listeners, told, strict=True) if may}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("public", EVERYBODY),
        ("network", SIGNED_IN),
        ("open", EVERYBODY),
        ("listed", MEMBERS),
        ("hidden", MEMBERS),
        ("moderators", {"nina"}),
    ],
)
def test_who_may_hear(cast, audience, who):
    group = cast.groups.get(audience)
    named = audiences.audience_of(group.pk) if group else audience

    assert hearing(cast, named) == who


def test_those_who_look_after_a_group_hear_what_is_theirs(cast):
    assert hearing(cast, audiences.moderators_of(cast.group.pk)) == LEADING


def test_who_is_removed_while_listening_hears_no_more(cast):
    listeners = {who: cast.actor(who) for who in sorted(MEMBERS)}
    Membership.objects.filter(group=cast.group, person=cast.person("bo")).delete()

    heard = hearing(cast, audiences.audience_of(cast.group.pk), listeners)

    assert heard == MEMBERS - {"bo"}


@pytest.mark.parametrize("ended", ["logout", "expiry", "closed account"])
def test_who_is_signed_out_while_listening_hears_no_more(cast, ended):
    session = SessionStore()
    session["some"] = "thing"
    session.save()
    bo = actor_of(cast.person("bo"), session.session_key)
    listeners = {"bo": bo, "ana": cast.ana}
    assert hearing(cast, "network", listeners) == {"bo", "ana"}

    if ended == "logout":
        session.flush()
    elif ended == "expiry":
        session.set_expiry(timezone.now() - timedelta(seconds=1))
        session.save()
    else:
        Person.objects.filter(pk=bo.person).update(is_active=False)

    for audience in ("network", "public", audiences.audience_of(cast.group.pk)):
        assert hearing(cast, audience, listeners) == {"ana"}


def test_hearing_costs_the_same_for_any_number(cast, queries):
    audience = audiences.audience_of(cast.group.pk)
    some = [cast.ana, cast.zed]
    many = [cast.actor(who) for who in EVERYBODY] * 30

    assert queries(lambda: still_hearing(many, audience)) == queries(
        lambda: still_hearing(some, audience)
    )


# --- search -------------------------------------------------------------------------------------


def test_search_knows_a_group_by_its_card(cast):
    group = cast.perform(
        actions.create_group, "zed", name="Équilibres", description="Les *modèles*"
    )

    (document,) = present(touched(cast.facts()))

    assert (document.kind, document.id, document.title) == ("group", group.pk, "Équilibres")
    assert document.audience == audiences.card_of(group.pk)
    assert document.body.strip() == "Les modèles"
