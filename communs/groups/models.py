"""Groups, their members, and those who are on their way in."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.classification.models import Classified


class GroupKind(models.TextChoices):
    """What a group is for."""

    WORKING_GROUP = "working_group", _("working group")
    NETWORK = "network", _("network")
    COMMITTEE = "committee", _("committee")


class Visibility(models.TextChoices):
    """Who sees a group, and what of it."""

    OPEN = "open", _("open: everybody sees it and its content")
    LISTED = "listed", _("listed: everybody sees it, its members its content")
    HIDDEN = "hidden", _("hidden: only its members see it")


class Joining(models.TextChoices):
    """How one becomes a member of a group."""

    FREE = "free", _("by one's own wish")
    REQUEST = "request", _("on request")
    INVITATION = "invitation", _("by invitation")


class Role(models.TextChoices):
    """What a member is in a group."""

    FACILITATOR = "facilitator", _("facilitator: leads it, decides on roles")
    MODERATOR = "moderator", _("moderator: admits members, looks after content")
    MEMBER = "member", _("member: reads and writes")
    OBSERVER = "observer", _("observer: reads")


class GroupSet(AudienceSet["Group"]):
    """Groups, asked for by their own words."""

    def open(self) -> Self:
        """Those whose content is everybody's."""
        return self.filter(visibility=Visibility.OPEN)

    def joinable_by(self, actor: Actor) -> Self:
        """Those that somebody may come into by their own wish or on request, and is not in yet."""
        return self.exclude(joining=Joining.INVITATION).exclude(pk__in=list(actor.roles))

    def shown(self) -> Self:
        """Those that everybody may know of."""
        return self.exclude(visibility=Visibility.HIDDEN)


class Group(Identified, Classified):
    """People who work together on something."""

    audience = Audience()  # of the group's own row: "group:<id>:card"
    members_audience = models.CharField(
        max_length=80, unique=True, help_text="The audience of its content: group:<id>."
    )
    name = models.CharField(max_length=200, help_text="Its name, on one line.")
    description = models.TextField(blank=True, help_text="What it is for, in Markdown.")
    kind = models.CharField(
        max_length=20,
        choices=GroupKind.choices,
        default=GroupKind.WORKING_GROUP,
        help_text="What it is for.",
    )
    visibility = models.CharField(
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.LISTED,
        help_text="Who sees it, and what of it.",
    )
    joining = models.CharField(
        max_length=12,
        choices=Joining.choices,
        default=Joining.REQUEST,
        help_text="How one becomes a member.",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The group that it is part of.",
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who founded it."
    )

    objects = GroupSet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="group_not_its_own_parent",
                violation_error_message=_("A group cannot be part of itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["audience"], name="group_audience"),
            models.Index(fields=["name", "id"], name="group_name"),
            models.Index(fields=["-created_at", "-id"], name="group_newest"),
        ]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.members_audience:
            self.members_audience = f"group:{self.pk}"
            self.audience = f"group:{self.pk}:card"

    def __str__(self) -> str:
        return self.name


class MembershipSet(AudienceSet["Membership"], audience="group__members_audience", owner="person"):
    """Memberships: seen by whoever sees the group's content and is signed in."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: strangers do not learn who belongs where."""
        return super().visible_to(actor) if actor.is_signed_in else self.none()


class Membership(Identified):
    """One person's part in one group."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="memberships", help_text="The group."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="memberships", help_text="The member."
    )
    role = models.CharField(
        max_length=12,
        choices=Role.choices,
        default=Role.MEMBER,
        help_text="What they are in the group.",
    )

    objects = MembershipSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["group", "created_at", "id"], name="membership_of_group"),
            models.Index(fields=["person", "created_at", "id"], name="membership_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                name="one_membership_per_person",
                violation_error_message=_("This person is a member already."),
            )
        ]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class RequestState(models.TextChoices):
    """What became of a request to join."""

    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class JoinRequestSet(AudienceSet["JoinRequest"], owner="person"):
    """Requests to join: seen by who asks, and by those who decide."""


class JoinRequest(Identified):
    """Somebody's wish to become a member, and what was decided."""

    audience = Audience()  # "group:<id>:moderators"
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="join_requests", help_text="The group."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="join_requests", help_text="Who asks."
    )
    message = models.TextField(blank=True, help_text="Why they would like to join.")
    state = models.CharField(
        max_length=10,
        choices=RequestState.choices,
        default=RequestState.OPEN,
        help_text="What became of it.",
    )
    reason = models.TextField(blank=True, help_text="Why it was refused.")
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When it was decided.")
    decided_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who decided.",
    )

    objects = JoinRequestSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(state=RequestState.OPEN),
                name="one_open_request_per_person",
                violation_error_message=_("You have asked already; an answer will come."),
            )
        ]
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")

    def __str__(self) -> str:
        return f"{self.person} → {self.group}"


class InvitationSet(AudienceSet["Invitation"]):
    """Invitations: seen by those who admit members."""

    def unanswered(self) -> Self:
        """Those that were neither accepted nor taken back."""
        return self.filter(accepted_at=None, revoked_at=None)

    def standing(self) -> Self:
        """Those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=timezone.now())


class Invitation(Identified):
    """A way into a group, mailed to somebody: its token is kept only as a hash."""

    audience = Audience()  # "group:<id>:moderators"
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="invitations", help_text="The group."
    )
    email = models.EmailField(help_text="Where it was sent.")
    role = models.CharField(
        max_length=12,
        choices=Role.choices,
        default=Role.MEMBER,
        help_text="What whoever accepts becomes.",
    )
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of what was mailed
    invited_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who invited."
    )
    expires_at = models.DateTimeField(help_text="Until when it can be accepted.")
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="When it was accepted.")
    accepted_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who accepted it.",
    )
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back.")

    objects = InvitationSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_address",
                violation_error_message=_("This address was invited a moment ago."),
            )
        ]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} → {self.group}"
