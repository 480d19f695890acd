"""Who may do what in groups. Read it aloud: it should sound like the charter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule

from .audiences import ADMITTING
from .models import Group, Invitation, Joining, JoinRequest, RequestState, Role


@rule(_("Sign in first."))
def is_signed_in(actor: Actor, _thing: object) -> bool:
    """Be somebody."""
    return actor.is_signed_in


@rule(_("Only members of the group may do this."))
def is_member(actor: Actor, group: Group) -> bool:
    """Belong to the group, in whatever role."""
    return group.pk in actor.roles


@rule(_("You are a member already."))
def is_outside(actor: Actor, group: Group) -> bool:
    """Not belong to the group yet."""
    return group.pk not in actor.roles


@rule(_("Only facilitators of the group may do this."))
def facilitates(actor: Actor, group: Group) -> bool:
    """Lead the group."""
    return actor.roles.get(group.pk) == Role.FACILITATOR


@rule(_("Only facilitators and moderators of the group may do this."))
def admits(actor: Actor, group: Group) -> bool:
    """Look after who comes in."""
    return actor.roles.get(group.pk) in ADMITTING


@rule(_("Only the network's moderators may do this."))
def moderates_network(actor: Actor, _thing: object) -> bool:
    """Look after the whole place, as far as they see it."""
    return actor.is_moderator


@rule(_("One joins this group on request or by invitation."))
def joins_freely(_actor: Actor, group: Group) -> bool:
    """Let people in by their own wish."""
    return group.joining == Joining.FREE


@rule(_("One does not join this group on request."))
def joins_on_request(_actor: Actor, group: Group) -> bool:
    """Take requests."""
    return group.joining == Joining.REQUEST


@rule(_("Only who asked may do this."))
def is_asker(actor: Actor, request: JoinRequest) -> bool:
    """Have asked to join."""
    return actor.person is not None and actor.person == request.person_id


@rule(_("This request was decided already."))
def is_waiting(_actor: Actor, request: JoinRequest) -> bool:
    """Wait for an answer."""
    return request.state == RequestState.OPEN


@rule(_("This invitation was accepted or taken back already."))
def is_unanswered(_actor: Actor, invitation: Invitation) -> bool:
    """Be neither accepted nor taken back."""
    return invitation.accepted_at is None and invitation.revoked_at is None


def in_group(judged: Rule) -> Rule:
    """Judge whatever belongs to a group by the group."""
    return Rule(lambda actor, thing: judged.refusal(actor, thing.group))


def _create(actor: Actor, parent: Any) -> Any:
    leads_parent = facilitates | moderates_network
    judged = is_signed_in & leads_parent if parent else is_signed_in
    return judged.refusal(actor, parent)


can_create = Rule(_create)  # judged by the group that the new one is to be part of, if any
can_edit = facilitates | moderates_network
can_classify = can_edit
can_open_up = facilitates  # its content and its door: no moderator from outside lets themselves in
can_join = is_signed_in & is_outside & joins_freely
can_request = is_signed_in & is_outside & joins_on_request
can_withdraw = is_asker & is_waiting
can_decide = in_group(admits) & is_waiting
can_invite = admits
can_invite_leaders = facilitates
can_revoke = in_group(admits) & is_unanswered
can_accept = is_signed_in
can_leave = is_member
can_change_roles = facilitates
can_remove = admits
can_remove_leaders = facilitates
