"""Organizations: the bodies that people come from, and who answers for them here."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import PUBLIC, Audience, AudienceSet
from backend.files.models import PictureColumn, shows
from backend.folding import fold
from backend.models import Folded, Identified
from backend.rules import Actor
from communs.classification.models import Classified


class OrganizationKind(models.TextChoices):
    """What an organization is."""

    ASSOCIATION = "association", _("association")
    FOUNDATION = "foundation", _("foundation")
    COMPANY = "company", _("company")
    PUBLIC_BODY = "public_body", _("public body")
    AGENCY = "agency", _("public agency")
    ACADEMIC = "academic", _("academic institution")
    LABORATORY = "laboratory", _("research laboratory")
    NETWORK = "network", _("network of organizations")
    CHAMBER = "chamber", _("chamber")


class OrganizationSet(AudienceSet["Organization"]):
    """Organizations, asked for by their own words."""

    def named(self, name: str) -> Self:
        """Those with a word in their name that begins so, however it is written."""
        asked = fold(name)
        if name.strip() and not asked:  # signs alone begin no word
            return self.none()
        return self.filter(Q(folded_name__startswith=asked) | Q(folded_name__contains=f" {asked}"))

    def answered_for_by(self, actor: Actor) -> Self:
        """Those that this actor answers for."""
        if not actor.is_signed_in:
            return self.none()
        return self.filter(contacts__person=actor.person)  # once each: a constraint says so


class Organization(Identified, Classified):
    """A body that people come from, that meets and that publishes: known to everybody."""

    audience = Audience(default=PUBLIC)
    name = models.CharField(max_length=200, help_text="Its name, on one line.")
    folded_name = Folded(
        of="name", help_text="Its name as names are compared: without case, accents and signs."
    )
    kind = models.CharField(
        max_length=20, choices=OrganizationKind.choices, help_text="What it is."
    )
    website = models.CharField(
        max_length=1000, blank=True, help_text="Where it is on the web: http or https."
    )
    logo = PictureColumn(help_text="Its logo.")
    description = models.TextField(blank=True, help_text="What it does, in Markdown.")
    territory = models.ForeignKey(
        "territories.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where it has its seat.",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The network that it is part of.",
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who added it."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was edited: an edit says from which it starts."
    )

    objects = OrganizationSet.as_manager()

    class Meta:
        ordering = ["folded_name", "id"]
        indexes = [
            models.Index(fields=["audience", "folded_name", "id"], name="organization_by_name")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name"],
                name="organization_entered_once",
                violation_error_message=_("There is an organization of this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_name"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="organization_not_its_own_parent",
                violation_error_message=_("An organization cannot be part of itself."),
            ),
        ]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name

    @property
    def contacts_audience(self) -> str:
        """Those who answer for it."""
        return f"organization:{self.pk}:contacts"


shows(lambda actor: Organization.objects.visible_to(actor).exclude(logo=None).values("logo"))


class ContactSet(models.QuerySet["OrganizationContact"]):
    """Contacts: members know who answers for what."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: strangers do not learn who belongs where."""
        return self.all() if actor.is_signed_in else self.none()


class OrganizationContact(Identified):
    """Somebody who answers for an organization here."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="contacts", help_text="The organization."
    )
    person = models.ForeignKey(
        "people.Person",
        models.CASCADE,
        related_name="contact_of",
        help_text="Who answers for it.",
    )

    objects = ContactSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                name="one_contact_per_person",
                violation_error_message=_("This person is a contact already."),
            )
        ]
        verbose_name = _("contact of an organization")
        verbose_name_plural = _("contacts of organizations")

    def __str__(self) -> str:
        return f"{self.person} ({self.organization})"
