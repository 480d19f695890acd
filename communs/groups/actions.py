"""What people do with groups, and with their place in them.

Every action has the same four beats: require, change, record, return. Whatever may take a
facilitator away is given the group, which `mutation()` has locked, and judges by what is so now.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.mail.writing import queue_written
from backend.rules import Actor, Conflict, Missing
from backend.texts import clean, clean_line
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.people.models import Person

from . import facts, inviting, rules
from . import joining as ways
from .audiences import ADMITTING, moderators_of
from .models import (
    Group,
    GroupKind,
    Invitation,
    Joining,
    JoinRequest,
    Membership,
    RequestState,
    Role,
    Visibility,
)
from .queries import by_now, membership_of

LONGEST_DESCRIPTION = 50_000
LONGEST_MESSAGE = 2_000

TheGroup = Annotated[Group, "The group."]
TheRequest = Annotated[JoinRequest, "The request."]
TheInvitation = Annotated[Invitation, "The invitation."]
AMember = Annotated[Person, "The member."]


def create_group(
    *,
    by: Actor,
    name: Annotated[str, "Its name, on one line: at most 200 characters."],
    description: Annotated[str | None, "What it is for, in Markdown."] = None,
    kind: Annotated[GroupKind | None, "What it is; a working group unless said."] = None,
    visibility: Annotated[Visibility | None, "Who sees it; listed unless said."] = None,
    joining: Annotated[Joining | None, "How one joins; on request unless said."] = None,
    parent: Annotated[Group | None, "The group that it is part of: one that you lead."] = None,
) -> Group:
    """Found a group, and be its first facilitator."""
    rules.can_create.require(by, parent)
    group = Group.objects.create(
        name=clean_line(name, field="name"),
        description=_description(description or ""),
        kind=kind or GroupKind.WORKING_GROUP,
        visibility=visibility or Visibility.LISTED,
        joining=joining or Joining.REQUEST,
        parent=parent,
        created_by_id=by.somebody,
    )
    record(facts.GroupCreated(group=group.pk))
    ways.admit(group, by.somebody, Role.FACILITATOR)
    return group


def edit_group(
    *,
    by: Actor,
    group: TheGroup,
    name: Annotated[str | Unset, "Its name, on one line: at most 200 characters."] = UNSET,
    description: Annotated[str | Unset, "What it is for, in Markdown."] = UNSET,
    kind: Annotated[GroupKind | Unset, "What it is."] = UNSET,
    visibility: Annotated[Visibility | Unset, "Who sees it: for its facilitators."] = UNSET,
    joining: Annotated[Joining | Unset, "How one joins: for its facilitators."] = UNSET,
) -> Group:
    """Change what a group is called and what it is for; as a facilitator, who sees and joins it."""
    rules.can_edit.require(now := by_now(by, group), group)
    if visibility or joining:
        rules.can_open_up.require(now, group)
    given: dict[str, object] = {"kind": kind, "visibility": visibility, "joining": joining}
    given["name"] = clean_line(name, field="name") if name is not UNSET else UNSET
    given["description"] = _description(description) if description is not UNSET else UNSET
    changed = {column: value for column, value in given.items() if value is not UNSET}
    for column, value in changed.items():
        setattr(group, column, value)
    group.save(update_fields=changed)
    record(facts.GroupEdited(group=group.pk))
    return group


def classify_group(
    *, by: Actor, group: TheGroup, topics: Topics = UNSET, territories: Territories = UNSET
) -> Group:
    """Say what a group is about, and where it works."""
    rules.can_classify.require(by_now(by, group), group)
    classify(group, topics=topics, territories=territories)
    record(facts.GroupClassified(group=group.pk))
    return group


def join_group(*, by: Actor, group: TheGroup) -> Membership:
    """Become a member of a group that one joins freely."""
    rules.can_join.require(by_now(by, group), group)
    return ways.admit(group, by.somebody, Role.MEMBER)


def leave_group(*, by: Actor, group: TheGroup) -> Group:
    """Leave a group; its last facilitator names another one first."""
    rules.can_leave.require(by_now(by, group), group)
    membership = membership_of(group, by.somebody)
    ways.keep_a_facilitator(membership)
    membership.delete()
    record(facts.MemberLeft(group=group.pk, person=by.somebody))
    return group


def request_to_join(
    *,
    by: Actor,
    group: TheGroup,
    message: Annotated[str | None, "Why you would like to: at most 2,000 characters."] = None,
) -> JoinRequest:
    """Ask those who look after a group to let you in."""
    rules.can_request.require(by_now(by, group), group)
    waiting = group.join_requests.filter(person=by.person, state=RequestState.OPEN).first()
    if waiting is not None:
        raise Conflict(_("You have asked already; an answer will come."), current=waiting)
    request = group.join_requests.create(
        audience=moderators_of(group.pk),
        person_id=by.somebody,
        message=clean(message or "", field="message", most=LONGEST_MESSAGE, blank=True),
    )
    record(facts.JoiningRequested(group=group.pk, request=request.pk, person=by.somebody))
    return request


def withdraw_request(*, by: Actor, request: TheRequest) -> JoinRequest:
    """Take back your request to join, as long as nobody has answered it."""
    rules.can_withdraw.require(by, request)
    request.state, request.decided_at = RequestState.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    record(facts.RequestWithdrawn(**_asked(request)))
    return request


def accept_request(*, by: Actor, request: TheRequest) -> JoinRequest:
    """Let somebody in who asked."""
    rules.can_decide.require(by_now(by, request.group), request)
    _decide(request, RequestState.ACCEPTED, by)
    ways.admit(request.group, request.person_id, Role.MEMBER)
    record(facts.RequestAccepted(**_asked(request)))
    return request


def refuse_request(
    *,
    by: Actor,
    request: TheRequest,
    reason: Annotated[str, "Why, for who asked to read: at most 2,000 characters."],
) -> JoinRequest:
    """Do not let somebody in who asked, and tell them why."""
    rules.can_decide.require(by_now(by, request.group), request)
    request.reason = clean(reason, field="reason", most=LONGEST_MESSAGE)
    _decide(request, RequestState.REFUSED, by)
    record(facts.RequestRefused(**_asked(request)))
    return request


def invite_to_group(
    *,
    by: Actor,
    group: TheGroup,
    email: Annotated[str, "Where to send the invitation."],
    role: Annotated[Role | None, "What who accepts becomes; a member unless said."] = None,
    message: Annotated[
        str | None, "A word of yours to go with it: at most 2,000 characters."
    ] = None,
) -> Invitation:
    """Invite somebody by mail; invited again, they can only use the newer invitation."""
    rules.can_invite.require(now := by_now(by, group), group)
    role = role or Role.MEMBER
    if role in ADMITTING:
        rules.can_invite_leaders.require(now, group)
    email = inviting.clean_address(email)
    message = clean(message or "", field="message", most=LONGEST_MESSAGE, blank=True)
    inviting.replace_invitation(group, email)
    inviting.check_limits(group, by)
    invitation = inviting.send_invitation(group, email, role, by=by, message=message)
    record(facts.MemberInvited(group=group.pk, invitation=invitation.pk))
    return invitation


def revoke_invitation(*, by: Actor, invitation: TheInvitation) -> Invitation:
    """Take back an invitation that nobody has accepted."""
    rules.can_revoke.require(by_now(by, invitation.group), invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(facts.InvitationRevoked(group=invitation.group_id, invitation=invitation.pk))
    return invitation


def accept_invitation(
    *, by: Actor, token: Annotated[str, "The invitation, as it was mailed."]
) -> Membership:
    """Become a member by an invitation, to whichever of your addresses it came; it serves once."""
    rules.can_accept.require(by)
    invitation = inviting.standing_invitation(token)
    if invitation is None:
        raise Missing(
            _("This invitation is not good, or no longer: ask for another."), field="token"
        )
    membership = ways.admit(invitation.group, by.somebody, invitation.role)
    invitation.accepted_at, invitation.accepted_by_id = timezone.now(), by.somebody
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    accepted = {"invitation": invitation.pk, "person": by.somebody}
    record(facts.InvitationAccepted(group=invitation.group_id, **accepted))
    return membership


def change_role(
    *,
    by: Actor,
    group: TheGroup,
    person: AMember,
    role: Annotated[Role, "What they are from now on."],
) -> Membership:
    """Make a member something else in the group."""
    rules.can_change_roles.require(by_now(by, group), group)
    membership = membership_of(group, person.pk)
    if role != Role.FACILITATOR:
        ways.keep_a_facilitator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(facts.RoleChanged(group=group.pk, person=person.pk, role=role.value))
    return membership


def remove_member(
    *,
    by: Actor,
    group: TheGroup,
    person: AMember,
    reason: Annotated[str, "Why, as it is mailed to them: at most 2,000 characters."],
) -> Group:
    """Make a member leave, and tell them why; facilitators and moderators only by facilitators."""
    rules.can_remove.require(now := by_now(by, group), group)
    membership = membership_of(group, person.pk)
    if membership.role in ADMITTING:
        rules.can_remove_leaders.require(now, group)
    reason = clean(reason, field="reason", most=LONGEST_MESSAGE)
    ways.keep_a_facilitator(membership)
    membership.delete()
    words = {"group": group.name, "name": person.name, "reason": reason}
    queue_written("groups/removal", to=person.email, language=person.language, words=words)
    record(facts.MemberRemoved(group=group.pk, person=person.pk))
    return group


def _description(text: str) -> str:
    return clean(text, field="description", most=LONGEST_DESCRIPTION, blank=True)


def _decide(request: JoinRequest, state: RequestState, by: Actor) -> None:
    request.state = state
    request.decided_at, request.decided_by_id = timezone.now(), by.somebody
    request.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _asked(request: JoinRequest) -> dict[str, Any]:
    """Say who asked what of whom, as the facts about it name it."""
    return {"group": request.group_id, "request": request.pk, "person": request.person_id}
