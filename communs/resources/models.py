"""Resources: what people write together, every edit of it, and who did what."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.files.models import shows
from backend.models import Identified
from backend.rules import Actor
from communs.classification.models import Classified
from communs.groups.audiences import ADMITTING

from .choices import ContributorRole, Licence, ResourceKind, ResourceLanguage, ResourceStatus


class ResourceSet(AudienceSet["Resource"]):
    """Resources, asked for by their own words."""

    def crediting(self, organization: UUID) -> Self:
        """Those that name an organization for what it did."""
        credited = Contributor.objects.filter(organization=organization)
        return self.filter(pk__in=credited.values("resource"))

    def contributed_to_by(self, person: UUID) -> Self:
        """Those that somebody is named for."""
        return self.filter(pk__in=Contributor.objects.filter(person=person).values("resource"))

    def published_in(self, year: int) -> Self:
        """Those that were first published in a year, by the clocks of this place."""
        if not 1 < year < 9999:  # no clock shows when it began or ended
            return self.none()
        return self.filter(published_at__year=year)


class Resource(Identified, Classified):
    """Something written together, kept by a group and shared under a licence."""

    audience = Audience()  # its editors' until it is published
    group = models.ForeignKey(
        "groups.Group",
        models.PROTECT,
        related_name="resources",
        help_text="The group that looks after it.",
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who drafted it."
    )
    title = models.CharField(max_length=200, help_text="Its title, on one line.")
    summary = models.TextField(blank=True, help_text="What it is about, in a few sentences.")
    body = models.TextField(blank=True, help_text="Its text, in Markdown.")
    kind = models.CharField(max_length=20, choices=ResourceKind.choices, help_text="What it is.")
    language = models.CharField(
        max_length=8,
        choices=ResourceLanguage.choices,
        default=ResourceLanguage.FR,
        help_text="The language it is written in.",
    )
    licence = models.CharField(
        max_length=40,
        choices=Licence.choices,
        default=Licence.CC_BY_SA_4_0,
        help_text="What others may do with it.",
    )
    status = models.CharField(
        max_length=10,
        choices=ResourceStatus.choices,
        default=ResourceStatus.DRAFT,
        help_text="Draft, published or archived.",
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="The number of its newest revision: an edit says from which it starts."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first published."
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was archived; null while it is in use."
    )
    thread = models.OneToOneField(
        "threads.Thread",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resource",
        help_text="Where it is discussed, once somebody began to.",
    )

    objects = ResourceSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["audience", "-created_at", "-id"], name="resource_recency"),
            models.Index(fields=["-created_at", "-id"], name="resource_newest"),
            models.Index(fields=["-published_at", "-id"], name="resource_published"),
            models.Index(fields=["title", "id"], name="resource_title"),
            *(  # what it is narrowed by while the order stays
                models.Index(fields=[column, "-created_at", "-id"], name=f"resource_by_{column}")
                for column in ("group", "kind", "language", "status")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="resource_has_title"),
            models.CheckConstraint(
                condition=Q(status=ResourceStatus.DRAFT, published_at=None)
                | Q(~Q(status=ResourceStatus.DRAFT), published_at__isnull=False),
                name="resource_published_or_draft",
            ),
        ]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self) -> str:
        return self.title


class RevisionSet(AudienceSet["Revision"]):
    """Revisions: a draft's stay its editors', those since its publication have its audience."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor; all, for who looks after the group."""
        looked_after = [group for group, role in actor.roles.items() if role in ADMITTING]
        theirs = self.filter(resource__group__in=looked_after) if looked_after else self.none()
        return super().visible_to(actor) | theirs


class Revision(Identified):
    """A resource as it stood after one edit."""

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="revisions", help_text="What was edited."
    )
    audience = Audience()
    number = models.PositiveIntegerField(help_text="1, 2, 3… within its resource.")
    author = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="revisions", help_text="Who edited."
    )
    message = models.CharField(
        max_length=200, blank=True, help_text="What was changed, in its author's words."
    )
    restores = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of the earlier revision that it brought back."
    )
    title = models.CharField(max_length=200, help_text="The title after the edit.")
    summary = models.TextField(blank=True, help_text="The summary after the edit.")
    body = models.TextField(blank=True, help_text="The text after the edit, in Markdown.")

    objects = RevisionSet.as_manager()

    class Meta:
        ordering = ["resource", "number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="revision_number")
        ]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"


class ContributorSet(AudienceSet["Contributor"], through="resource"):
    """Contributors: seen by whoever sees their resource."""


class Contributor(Identified):
    """What one person, or one body, did for one resource."""

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="contributors", help_text="What they worked on."
    )
    person = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        help_text="Who, if they have an account here.",
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        help_text="Which organization, if it is one that is known here.",
    )
    name = models.CharField(
        max_length=200, blank=True, help_text="Who, if they are not known here: a person or a body."
    )
    role = models.CharField(
        max_length=20, choices=ContributorRole.choices, help_text="What they did, in one word."
    )
    note = models.CharField(max_length=1000, blank=True, help_text="What they did, in their words.")
    may_edit = models.BooleanField(default=False, help_text="Whether they may edit the resource.")

    objects = ContributorSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "person", "role"], name="contributor_credited_once_per_role"
            ),
            models.UniqueConstraint(
                fields=["resource", "organization", "role"],
                name="organization_credited_once_per_role",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organization=None, name="")
                | Q(person=None, organization__isnull=False, name="")
                | Q(Q(person=None, organization=None), ~Q(name="")),
                name="contributor_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(may_edit=False) | Q(person__isnull=False),
                name="contributor_edits_with_account",
            ),
        ]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return f"{self.person or self.organization or self.name} ({self.get_role_display()})"


class LinkSet(AudienceSet["Link"], through="resource"):
    """Links: seen by whoever sees their resource."""


class Link(Identified):
    """Where else to look: the files, the film, the source of a resource."""

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="links", help_text="What it belongs to."
    )
    position = models.PositiveSmallIntegerField(help_text="Its place among the links, from 1.")
    url = models.CharField(max_length=1000, help_text="The address: http or https.")
    label = models.CharField(max_length=200, blank=True, help_text="What is found there.")

    objects = LinkSet.as_manager()

    class Meta:
        ordering = ["resource", "position"]
        constraints = [models.UniqueConstraint(fields=["resource", "position"], name="link_place")]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label or self.url


class AttachmentSet(AudienceSet["Attachment"], through="resource"):
    """Attachments: seen, and fetched, by whoever sees their resource."""


class Attachment(Identified):
    """A file that belongs to a resource."""

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="attachments", help_text="What it belongs to."
    )
    file = models.OneToOneField(
        "files.StoredFile", models.PROTECT, related_name="+", help_text="The file itself."
    )
    position = models.PositiveIntegerField(
        help_text="Its place among the attachments: the later, the higher."
    )
    label = models.CharField(max_length=200, blank=True, help_text="What is in it.")
    attached_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who attached it."
    )

    objects = AttachmentSet.as_manager()

    class Meta:
        ordering = ["resource", "position"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "position"], name="attachment_place")
        ]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.label or str(self.file)


shows(lambda actor: Attachment.objects.visible_to(actor).values("file"))
