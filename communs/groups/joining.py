"""Coming in and going out: the steps that several actions share."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Conflict

from .facts import MemberJoined
from .models import Group, JoinRequest, Membership, RequestState
from .queries import is_last_facilitator


def admit(group: Group, person: UUID, role: str) -> Membership:
    """Make somebody a member; a request of theirs that waits is thereby answered."""
    # The request first: whoever accepts it at this moment holds it, and then adds the member.
    waiting = JoinRequest.objects.filter(group=group, person=person, state=RequestState.OPEN)
    waiting.update(state=RequestState.ACCEPTED, decided_at=timezone.now())
    membership = group.memberships.filter(person=person).first()
    if membership is not None:
        raise Conflict(_("This person is a member already."), current=membership)
    membership = group.memberships.create(person_id=person, role=role)
    record(MemberJoined(group=group.pk, person=person, role=str(role)))
    return membership


def keep_a_facilitator(membership: Membership) -> None:
    """Stop here if the group would be left without anybody to lead it; the group is locked."""
    if is_last_facilitator(membership):
        raise Conflict(
            _("A group keeps at least one facilitator: make somebody else one first."),
            current=membership,
        )
