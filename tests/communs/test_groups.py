"""Groups: who may found, edit, join, lead and leave them, and what then happened."""

from __future__ import annotations

import pytest

from backend.rules import NOBODY, Conflict, Denied, Invalid, Missing
from communs.groups import actions, facts, rules
from communs.groups.models import (
    Group,
    GroupKind,
    Joining,
    JoinRequest,
    Membership,
    RequestState,
    Role,
    Visibility,
)
from communs.people.models import Person

EVERYBODY = {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}
SIGNED_IN = EVERYBODY - {"nobody"}


def roles(group):
    return {m.person.email.partition("@")[0]: m.role for m in group.memberships.all()}


def joined_by(cast, joining):
    cast.group.joining = joining
    cast.group.save()
    return cast.group


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (rules.can_create, {"ana", "nina"}),  # within the group
        (rules.can_edit, {"ana", "nina"}),
        (rules.can_open_up, {"ana"}),
        (rules.can_invite, {"ana", "mo"}),
        (rules.can_invite_leaders, {"ana"}),
        (rules.can_leave, {"ana", "mo", "bo", "ob"}),
        (rules.can_change_roles, {"ana"}),
        (rules.can_remove, {"ana", "mo"}),
        (rules.can_remove_leaders, {"ana"}),
        (rules.can_accept, SIGNED_IN),
    ],
)
def test_who_may_do_what_with_a_group(cast, rule, who):
    assert cast.may(rule, cast.group) == who


def test_every_member_of_the_network_may_found_a_group(cast):
    assert cast.may(rules.can_create) == SIGNED_IN


@pytest.mark.parametrize(
    ("joining", "join", "ask"),
    [
        (Joining.FREE, {"nina", "zed"}, set()),
        (Joining.REQUEST, set(), {"nina", "zed"}),
        (Joining.INVITATION, set(), set()),
    ],
)
def test_who_may_join_and_who_may_ask_goes_by_how_the_group_is_joined(cast, joining, join, ask):
    group = joined_by(cast, joining)

    assert cast.may(rules.can_join, group) == join
    assert cast.may(rules.can_request, group) == ask


@pytest.mark.parametrize("state", RequestState)
def test_who_may_answer_or_withdraw_a_request_as_long_as_it_waits(cast, state):
    request = JoinRequest(group=cast.group, person=cast.person("zed"), state=state)
    waits = state == RequestState.OPEN

    assert cast.may(rules.can_decide, request) == ({"ana", "mo"} if waits else set())
    assert cast.may(rules.can_withdraw, request) == ({"zed"} if waits else set())


# --- founding and editing -----------------------------------------------------------------------


def test_who_founds_a_group_leads_it(cast, perform):
    group = perform(actions.create_group, "zed", name="  Équilibres \n socio-économiques ")

    assert (group.name, group.kind, group.visibility, group.joining, group.created_by_id) == (
        "Équilibres socio-économiques",
        GroupKind.WORKING_GROUP,
        Visibility.LISTED,
        Joining.REQUEST,
        cast.person("zed").pk,
    )
    assert roles(group) == {"zed": Role.FACILITATOR}
    assert cast.facts() == [
        facts.GroupCreated(group=group.pk),
        facts.MemberJoined(group=group.pk, person=cast.person("zed").pk, role="facilitator"),
    ]


def test_a_group_within_another_is_founded_by_who_leads_that(cast, perform):
    inner = perform(actions.create_group, "ana", name="Comité", parent=cast.group)
    with pytest.raises(Denied):
        perform(actions.create_group, "bo", name="Autre comité", parent=cast.group)

    assert list(Group.objects.filter(parent=cast.group)) == [inner]


def test_a_group_within_a_hidden_one_that_one_does_not_see_is_missing(cast, perform):
    with pytest.raises(Missing):
        perform(actions.create_group, "zed", name="Comité", parent=cast.groups["hidden"])

    assert Group.objects.count() == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b"])
def test_a_group_needs_a_name_that_can_be_read(cast, perform, name):
    with pytest.raises(Invalid) as refused:
        perform(actions.create_group, "zed", name=name)

    assert refused.value.field == "name"
    assert (Group.objects.count(), cast.facts()) == (3, [])


def test_an_edit_changes_what_is_given_and_nothing_else(cast, perform):
    perform(actions.edit_group, "ana", group=cast.group, description=" Faire *alliance*. ")

    group = Group.objects.get(pk=cast.group.pk)
    assert (group.name, group.description) == (cast.group.name, "Faire *alliance*.")
    assert group.visibility == Visibility.LISTED
    assert cast.facts() == [facts.GroupEdited(group=group.pk)]


@pytest.mark.parametrize(
    "given", [{"visibility": Visibility.OPEN}, {"joining": Joining.FREE}], ids=str
)
def test_a_network_moderator_renames_a_group_but_does_not_let_themselves_in(cast, perform, given):
    perform(actions.edit_group, "nina", group=cast.group, name="Renommé")
    cast.facts()
    with pytest.raises(Denied):
        perform(actions.edit_group, "nina", group=cast.group, name="Ouvert", **given)

    group = Group.objects.get(pk=cast.group.pk)
    assert (group.name, group.visibility, group.joining) == ("Renommé", "listed", "request")
    assert cast.facts() == []


# --- coming in ----------------------------------------------------------------------------------


def test_one_joins_freely_as_a_member(cast, perform):
    group = joined_by(cast, Joining.FREE)

    membership = perform(actions.join_group, "zed", group=group)

    assert (membership.person_id, membership.role) == (cast.person("zed").pk, Role.MEMBER)
    assert cast.facts() == [
        facts.MemberJoined(group=group.pk, person=cast.person("zed").pk, role="member")
    ]
    with pytest.raises(Denied, match="déjà|already"):
        perform(actions.join_group, "zed", group=group)


def test_a_request_is_accepted_and_makes_a_member(cast, perform):
    zed = cast.person("zed").pk
    request = perform(actions.request_to_join, "zed", group=cast.group, message=" Bonjour ")
    assert (request.message, request.state) == ("Bonjour", RequestState.OPEN)

    perform(actions.accept_request, "mo", request=request)

    request.refresh_from_db()
    assert (request.state, request.decided_by_id) == ("accepted", cast.person("mo").pk)
    assert roles(cast.group)["zed"] == Role.MEMBER
    key, asked = cast.group.pk, {"request": request.pk, "person": zed}
    assert cast.facts() == [
        facts.JoiningRequested(group=key, **asked),
        facts.MemberJoined(group=key, person=zed, role="member"),
        facts.RequestAccepted(group=key, **asked),
    ]


def test_a_refusal_gives_its_reason_to_who_asked(cast, perform):
    request = perform(actions.request_to_join, "zed", group=cast.group)
    with pytest.raises(Invalid):
        perform(actions.refuse_request, "ana", request=request, reason=" ")
    cast.facts()

    perform(actions.refuse_request, "ana", request=request, reason="Le groupe est complet.")

    (seen,) = JoinRequest.objects.visible_to(cast.zed)
    assert (seen.state, seen.reason) == ("refused", "Le groupe est complet.")
    assert "zed" not in roles(cast.group)
    asked = {"request": request.pk, "person": cast.person("zed").pk}
    assert cast.facts() == [facts.RequestRefused(group=cast.group.pk, **asked)]
    with pytest.raises(Denied):
        perform(actions.accept_request, "ana", request=request)


def test_one_asks_once_until_an_answer_came_or_one_withdrew(cast, perform):
    first = perform(actions.request_to_join, "zed", group=cast.group)
    with pytest.raises(Conflict) as refused:
        perform(actions.request_to_join, "zed", group=cast.group)
    assert refused.value.current == first

    perform(actions.withdraw_request, "zed", request=first)
    perform(actions.request_to_join, "zed", group=cast.group)

    states = JoinRequest.objects.order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "open"]


def test_who_comes_in_another_way_has_their_request_answered(cast, perform):
    request = perform(actions.request_to_join, "zed", group=cast.group)
    joined_by(cast, Joining.FREE)

    perform(actions.join_group, "zed", group=cast.group)

    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED


def test_a_request_of_others_is_missing_for_members_and_strangers(cast, perform):
    request = perform(actions.request_to_join, "zed", group=cast.group)
    assert cast.who_see(request) == {"ana", "mo", "zed"}

    for who in ("bo", "ob", "nina"):
        with pytest.raises(Missing):
            perform(actions.accept_request, who, request=request)

    assert "zed" not in roles(cast.group)


# --- roles, leaving -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mo", "bo", "ob", "nina", "zed", "nobody"])
def test_only_facilitators_change_roles(cast, perform, who):
    before = roles(cast.group)
    person = cast.person("bo")

    with pytest.raises((Denied, Missing)):
        perform(actions.change_role, who, group=cast.group, person=person, role=Role.FACILITATOR)

    assert (roles(cast.group), cast.facts()) == (before, [])


def test_a_facilitator_makes_a_member_something_else(cast, perform):
    bo = cast.person("bo")

    perform(actions.change_role, "ana", group=cast.group, person=bo, role=Role.MODERATOR)

    assert roles(cast.group)["bo"] == Role.MODERATOR
    assert cast.facts() == [facts.RoleChanged(group=cast.group.pk, person=bo.pk, role="moderator")]


def test_who_belongs_nowhere_has_no_role_to_change(cast, perform):
    with pytest.raises(Missing) as refused:
        perform(
            actions.change_role,
            "ana",
            group=cast.group,
            person=cast.person("zed"),
            role=Role.MEMBER,
        )

    assert refused.value.field == "person"


@pytest.mark.parametrize(
    ("action", "given"),
    [
        (actions.leave_group, {}),
        (actions.change_role, {"person": "ana", "role": Role.MEMBER}),
        (actions.remove_member, {"person": "ana", "reason": "Je pars."}),
    ],
)
def test_the_last_facilitator_stays(cast, perform, action, given):
    before = roles(cast.group)
    if "person" in given:
        given = {**given, "person": cast.person(given["person"])}

    with pytest.raises(Conflict):
        perform(action, "ana", group=cast.group, **given)

    assert (roles(cast.group), cast.facts()) == (before, [])


def test_a_facilitator_whose_account_is_closed_does_not_count(cast, perform):
    bo = cast.person("bo")
    perform(actions.change_role, "ana", group=cast.group, person=bo, role=Role.FACILITATOR)
    Person.objects.filter(pk=bo.pk).update(is_active=False)

    with pytest.raises(Conflict):
        perform(actions.leave_group, "ana", group=cast.group)

    assert roles(cast.group)["ana"] == Role.FACILITATOR


def test_with_another_facilitator_one_may_leave(cast, perform):
    bo = cast.person("bo")
    perform(actions.change_role, "ana", group=cast.group, person=bo, role=Role.FACILITATOR)
    cast.facts()

    perform(actions.leave_group, "ana", group=cast.group)

    assert "ana" not in roles(cast.group)
    assert cast.facts() == [facts.MemberLeft(group=cast.group.pk, person=cast.person("ana").pk)]


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("ana", "mo", True),
        ("ana", "bo", True),
        ("mo", "bo", True),
        ("mo", "ob", True),
        ("mo", "mo", False),  # moderators are removed by facilitators; one leaves by leaving
        ("mo", "ana", False),
        ("bo", "ob", False),
        ("nina", "bo", False),
        ("zed", "bo", False),
    ],
)
def test_who_removes_whom(cast, perform, who, whom, may):
    before = roles(cast.group)
    given = {"group": cast.group, "person": cast.person(whom), "reason": "Absent depuis un an."}

    if not may:
        with pytest.raises(Denied):
            perform(actions.remove_member, who, **given)
        assert (roles(cast.group), cast.facts()) == (before, [])
        return
    perform(actions.remove_member, who, **given)

    assert roles(cast.group) == {name: role for name, role in before.items() if name != whom}
    removed = facts.MemberRemoved(group=cast.group.pk, person=cast.person(whom).pk)
    assert cast.facts()[-1] == removed


def test_a_role_lost_a_moment_ago_no_longer_counts(cast, perform):
    stale = cast.ana
    Membership.objects.filter(group=cast.group, person=cast.person("mo")).update(
        role=Role.FACILITATOR
    )
    perform(actions.remove_member, "mo", group=cast.group, person=cast.person("ana"), reason="…")

    with pytest.raises(Denied):
        perform(
            actions.change_role,
            stale,
            group=cast.group,
            person=cast.person("bo"),
            role=Role.FACILITATOR,
        )

    assert roles(cast.group)["bo"] == Role.MEMBER


def test_nobody_is_no_member_of_anything(cast):
    assert cast.actor("nobody") == NOBODY
