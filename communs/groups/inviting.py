"""Invitations: a token that is mailed once, and of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.mail.writing import queue_written
from backend.rules import Actor, Invalid, Limited
from communs.people.letters import Matter
from communs.people.models import Person

from .audiences import moderators_of
from .models import Group, Invitation, Role

VALIDITY = timedelta(days=14)
MOST_OPEN = 200  # that stand at once, in one group
MOST_A_DAY = 200  # by one person, whatever became of them
TOKEN_BYTES = 32  # 256 bits: nobody guesses it


def clean_address(email: str) -> str:
    """Give an address as accounts are known by it."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(error.message, field="email") from None
    if len(email) > 254:  # what the column holds, and RFC 5321
        raise Invalid(_("This address is too long."), field="email")
    return email


def hash_of(token: str) -> str:
    """Give what is kept of a token: it opens nothing by itself."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def replace_invitation(group: Group, email: str) -> None:
    """Take back what was sent to an address before."""
    earlier = group.invitations.unanswered().filter(email=email)
    earlier.update(revoked_at=timezone.now())


def check_limits(group: Group, by: Actor) -> None:
    """Stop here if too many were invited: our mail must not become a nuisance."""
    day_ago = timezone.now() - timedelta(days=1)
    today = Invitation.objects.filter(invited_by=by.person, created_at__gt=day_ago)
    if group.invitations.standing().count() >= MOST_OPEN or today.count() >= MOST_A_DAY:
        raise Limited(_("Too many are invited already: wait until some have answered."))


def send_invitation(group: Group, email: str, role: Role, *, by: Actor, message: str) -> Invitation:
    """Make an invitation and queue its letter, the only place where the token is."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    inviter = Person.objects.get(pk=by.somebody)
    invited = Person.objects.members().filter(email=email).first()
    invitation = group.invitations.create(
        audience=moderators_of(group.pk),
        email=email,
        role=role,
        token_hash=hash_of(token),
        invited_by=inviter,
        expires_at=timezone.now() + VALIDITY,
    )
    words = {
        "group": group.name,
        "inviter": inviter.name,
        "message": message,
        "token": token,
        "until": invitation.expires_at,
        "front_end": settings.FRONT_END,
    }
    language = (invited or inviter).language
    queue_written(
        "groups/invitation", to=email, language=language, words=words, matter=Matter.INVITATIONS
    )
    return invitation


def standing_invitation(token: str) -> Invitation | None:
    """Find and lock the invitation that a token can still accept."""
    found = Invitation.objects.select_for_update(no_key=True, of=("self",)).standing()
    return found.select_related("group").filter(token_hash=hash_of(token.strip())).first()
