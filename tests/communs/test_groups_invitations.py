"""Invitations: mailed once, kept as a hash, good for one person and for a while."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from backend.mail.models import Letter
from backend.rules import Conflict, Denied, Invalid, Limited, Missing
from communs.groups import actions, facts, inviting, rules
from communs.groups.models import Invitation, Role

TOKEN = re.compile(r"^[\w-]{43}$", re.MULTILINE)  # 256 bits


def invite(cast, who="ana", email="lea@exemple.fr", **given):
    return cast.perform(actions.invite_to_group, who, group=cast.group, email=email, **given)


def mailed_token():
    (token,) = TOKEN.findall(Letter.objects.first().text)
    return token


def accept(cast, who, token):
    return cast.perform(actions.accept_invitation, who, token=token)


def role_of(cast, who):
    return cast.actor(who).roles.get(cast.group.pk)


def test_an_invitation_is_mailed_and_only_its_hash_is_kept(cast):
    invitation = invite(cast, email=" Lea@Exemple.FR ", message="À bientôt !")

    (letter,) = Letter.objects.all()
    token = mailed_token()
    assert (invitation.email, letter.to) == ("lea@exemple.fr", "lea@exemple.fr")
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert letter.subject == "Invitation à rejoindre « Groupe listed »"
    assert "Ana vous invite" in letter.text
    assert "À bientôt !" in letter.text
    assert invitation.expires_at - invitation.created_at > timedelta(days=13, hours=23)
    recorded = cast.facts()
    assert recorded[1:] == [facts.MemberInvited(group=cast.group.pk, invitation=invitation.pk)]
    assert token not in str([fact.as_data() for fact in recorded])


def test_an_invitation_is_written_in_the_language_of_a_known_reader_else_of_who_invites(cast):
    zed = cast.person("zed")
    zed.language = "en"
    zed.save()
    invite(cast, email="zed@communs.example")
    assert Letter.objects.first().subject == "Invitation to join “Groupe listed”"

    invite(cast)
    assert Letter.objects.first().language == "fr"


@pytest.mark.parametrize(
    "email", ["", "lea", "lea@", "a b@c.fr", "x" * 250 + "@exemple.fr", "a\n@b.fr"]
)
def test_what_is_no_address_is_not_invited(cast, email):
    with pytest.raises(Invalid) as refused:
        invite(cast, email=email)

    assert refused.value.field == "email"
    assert (Invitation.objects.count(), Letter.objects.count(), cast.facts()) == (0, 0, [])


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("ana", set(Role)),
        ("mo", {Role.MEMBER, Role.OBSERVER}),
        ("bo", set()),
        ("ob", set()),
        ("nina", set()),
        ("zed", set()),
        ("nobody", set()),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_who_invites_whom_as_what(cast, who, roles, role):
    if role in roles:
        assert invite(cast, who, role=role).role == role
        return
    with pytest.raises(Denied):
        invite(cast, who, role=role)

    assert (Invitation.objects.count(), Letter.objects.count(), cast.facts()) == (0, 0, [])


def test_whoever_has_the_token_comes_in_with_the_role_that_was_meant(cast):
    invitation = invite(cast, role=Role.OBSERVER)
    cast.facts()

    membership = accept(cast, "zed", f" {mailed_token()}\n")

    zed = cast.person("zed").pk
    invitation.refresh_from_db()
    assert (membership.person_id, membership.role) == (zed, Role.OBSERVER)
    assert (invitation.email, invitation.accepted_by_id) == ("lea@exemple.fr", zed)
    assert cast.facts() == [
        facts.MemberJoined(group=cast.group.pk, person=zed, role="observer"),
        facts.InvitationAccepted(group=cast.group.pk, invitation=invitation.pk, person=zed),
    ]


def test_one_is_invited_into_a_hidden_group(cast):
    cast.group = cast.groups["hidden"]
    invite(cast)

    accept(cast, "zed", mailed_token())

    assert role_of(cast, "zed") == Role.MEMBER


def test_a_visitor_signs_in_first(cast):
    invite(cast)

    with pytest.raises(Denied):
        accept(cast, "nobody", mailed_token())

    assert Invitation.objects.standing().count() == 1


@pytest.mark.parametrize(
    "spoilt", ["wrong", "empty", "unreadable", "used", "expired", "revoked", "replaced"]
)
def test_a_token_that_is_not_good_says_the_same_whatever_is_wrong_with_it(cast, spoilt):
    invitation = invite(cast)
    token = mailed_token()
    if spoilt == "used":
        accept(cast, "nina", token)
    elif spoilt == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif spoilt == "revoked":
        cast.perform(actions.revoke_invitation, "mo", invitation=invitation)
    elif spoilt == "replaced":
        invite(cast)
    bad = {"wrong": token[::-1], "empty": "", "unreadable": "\ud800\x00"}.get(spoilt, token)
    cast.facts()

    with pytest.raises(Missing) as refused:
        accept(cast, "zed", bad)

    with override("en"):
        assert str(refused.value) == "This invitation is not good, or no longer: ask for another."
    assert refused.value.field == "token"
    assert role_of(cast, "zed") is None
    assert cast.facts() == []


def test_a_member_keeps_their_role_and_the_invitation_serves_another(cast):
    invite(cast, role=Role.OBSERVER)
    token = mailed_token()

    with pytest.raises(Conflict):
        accept(cast, "bo", token)
    accept(cast, "zed", token)

    assert (role_of(cast, "bo"), role_of(cast, "zed")) == (Role.MEMBER, Role.OBSERVER)


def test_who_revokes_an_invitation(cast):
    invitation = invite(cast)
    assert cast.may(rules.can_revoke, invitation) == {"ana", "mo"}
    cast.facts()

    cast.perform(actions.revoke_invitation, "mo", invitation=invitation)

    assert cast.facts() == [facts.InvitationRevoked(group=cast.group.pk, invitation=invitation.pk)]
    with pytest.raises(Denied):
        cast.perform(actions.revoke_invitation, "ana", invitation=invitation)
    with pytest.raises(Missing):
        cast.perform(actions.revoke_invitation, "bo", invitation=invitation)


def test_a_group_has_so_many_open_invitations_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_OPEN", 2)
    invite(cast)
    invite(cast, email="tom@exemple.fr")
    invite(cast, email="tom@exemple.fr")  # takes the place of its own

    with pytest.raises(Limited):
        invite(cast, email="max@exemple.fr")

    assert set(Invitation.objects.standing().values_list("email", flat=True)) == {
        "lea@exemple.fr",
        "tom@exemple.fr",
    }


def test_one_person_invites_so_many_a_day_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_A_DAY", 2)
    invite(cast)
    invite(cast)  # the same address, and another letter

    with pytest.raises(Limited):
        invite(cast)
    invite(cast, "mo")

    assert Letter.objects.count() == 3


def test_the_database_keeps_one_open_invitation_per_address(cast):
    first = invite(cast)
    second = Invitation(
        group=cast.group,
        email=first.email,
        token_hash="0" * 64,
        invited_by=cast.person("ana"),
        expires_at=timezone.now(),
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()

    assert Invitation.objects.get() == first
