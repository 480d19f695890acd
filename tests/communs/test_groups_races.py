"""Groups in a hurry: what two people do at the same moment. Shows only on PostgreSQL."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from backend.mail.models import Letter
from backend.rules import Conflict, Denied, Missing, Refusal
from communs.groups import actions
from communs.groups.models import Invitation, Joining, JoinRequest, Membership, Role
from tests.cast import Cast

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one by one"),
]

ROUNDS = 15


@pytest.fixture
def cast(transactional_db):
    return Cast()


def at_once(*acts):
    """Do things at the same moment, each over its own connection; give what each came to."""
    start = Barrier(len(acts))

    def run(act):
        start.wait(timeout=30)
        try:
            return act()
        except (Refusal, IntegrityError) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result() for each in [threads.submit(run, act) for act in acts]]


def facilitators(group):
    return group.memberships.filter(role=Role.FACILITATOR)


@pytest.mark.parametrize("how", ["leave", "step down", "remove the other"])
def test_two_last_facilitators_cannot_both_go(cast, how):
    both = ("ana", "mo")
    other = {"ana": "mo", "mo": "ana"}

    def go(who):
        group = {"group": cast.group}
        if how == "leave":
            return lambda: cast.perform(actions.leave_group, who, **group)
        if how == "step down":
            given = {"person": cast.person(who), "role": Role.MEMBER}
            return lambda: cast.perform(actions.change_role, who, **group, **given)
        given = {"person": cast.person(other[who]), "reason": "…"}
        return lambda: cast.perform(actions.remove_member, who, **group, **given)

    for _round in range(ROUNDS):
        for who in both:
            cast.group.memberships.update_or_create(
                person=cast.person(who), defaults={"role": Role.FACILITATOR}
            )

        outcomes = at_once(*map(go, both))

        assert facilitators(cast.group).count() == 1
        refused = [each for each in outcomes if each in (Conflict, Denied)]
        assert len(refused) == 1


def test_one_invitation_is_accepted_by_one_of_two(cast):
    for _round in range(ROUNDS):
        cast.perform(actions.invite_to_group, "ana", group=cast.group, email="lea@exemple.fr")
        token = re.findall(r"^[\w-]{43}$", Letter.objects.first().text, re.MULTILINE)[0]

        def accept(who, token=token):
            return cast.perform(actions.accept_invitation, who, token=token)

        outcomes = at_once(partial(accept, "zed"), partial(accept, "nina"))

        (membership,) = [each for each in outcomes if isinstance(each, Membership)]
        assert Missing in outcomes
        assert Invitation.objects.first().accepted_by_id == membership.person_id
        newcomers = cast.group.memberships.filter(person__in=[cast.zed.person, cast.nina.person])
        assert newcomers.get() == membership
        newcomers.delete()


def test_one_invitation_accepted_twice_by_one_person_makes_one_member(cast):
    for _round in range(ROUNDS):
        cast.perform(actions.invite_to_group, "ana", group=cast.group, email="lea@exemple.fr")
        token = re.findall(r"^[\w-]{43}$", Letter.objects.first().text, re.MULTILINE)[0]

        def accept(token=token):
            return cast.perform(actions.accept_invitation, "zed", token=token)

        outcomes = at_once(accept, accept)

        membership = cast.group.memberships.get(person=cast.zed.person)
        assert sorted(map(str, outcomes)) == sorted(map(str, [membership, Missing]))
        membership.delete()


def test_joining_while_the_request_is_accepted_makes_one_member_and_no_deadlock(cast):
    for _round in range(ROUNDS):
        request = JoinRequest.objects.create(
            group=cast.group,
            person=cast.person("zed"),
            audience=f"group:{cast.group.pk}:moderators",
        )
        type(cast.group).objects.filter(pk=cast.group.pk).update(joining=Joining.FREE)

        outcomes = at_once(
            lambda: cast.perform(actions.join_group, "zed", group=cast.group),
            lambda request=request: cast.perform(actions.accept_request, "ana", request=request),
        )

        membership = cast.group.memberships.get(person=cast.zed.person)
        refused = [each for each in outcomes if isinstance(each, type)]
        assert len(refused) == 1
        assert refused[0] in (Conflict, Denied, IntegrityError)
        request.refresh_from_db()
        assert request.state == "accepted"
        membership.delete()
