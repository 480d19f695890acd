"""People: their accounts, and what they tell of themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from backend.files.models import PictureColumn, shows
from backend.models import Folded, Identified
from backend.rules import Actor
from communs.classification.models import Classified
from communs.organizations.models import OrganizationContact


class Language(models.TextChoices):
    """A language that Communs speaks with its people."""

    FR = "fr", _("French")
    EN = "en", _("English")


class PersonSet(models.QuerySet["Person"]):
    """People, asked for by their own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: members know one another, strangers know nobody."""
        return self.members() if actor.is_signed_in else self.none()

    def members(self) -> Self:
        """Those who belong to the network: an address alone does not, until it was proven."""
        return self.filter(is_active=True, joined_at__isnull=False)

    def working_for(self, organization: UUID) -> Self:
        """Those who are of an organization at present, as it has confirmed."""
        current = Affiliation.objects.current().filter(organization=organization)
        return self.filter(pk__in=current.values("person"))

    def by_organization(self) -> Self:
        """Those who are of any at present: once for each, which is named as ``current_of``."""
        current = FilteredRelation("affiliations", condition=_is_current("affiliations__"))
        named = self.annotate(current=current).annotate(current_of=F("current__organization"))
        earlier = Affiliation.objects.current().filter(
            person=OuterRef("pk"), organization=OuterRef("current_of"), pk__lt=OuterRef("by")
        )
        each = named.alias(by=F("current__pk")).filter(current_of__isnull=False)
        return each.filter(~Exists(earlier))


class PersonManager(BaseUserManager["Person"]):
    """Makes people; everything else is `PersonSet`'s."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Make a person with a password; without one they cannot sign in by it."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Make a person who may look into the admin."""
        return self.create_user(email, password, is_staff=True, is_moderator=True, **fields)


class Person(Identified, Classified, AbstractBaseUser):
    """Somebody with an account."""

    email = models.EmailField(unique=True, help_text="The address they sign in with.")
    name = models.CharField(max_length=200, help_text="The name they are known by.")
    biography = models.TextField(blank=True, help_text="What they tell of themselves, in Markdown.")
    avatar = PictureColumn(help_text="Their portrait.")
    languages = models.JSONField(
        default=list, blank=True, help_text="The languages they work in, by ISO 639-1 code."
    )
    language = models.CharField(
        max_length=2,
        choices=Language.choices,
        default=Language.FR,
        help_text="The language that Communs writes to them in.",
    )
    is_moderator = models.BooleanField(
        default=False, help_text="Whether they look after the whole network."
    )
    is_active = models.BooleanField(default=True, help_text="Whether they may sign in.")
    is_staff = models.BooleanField(default=False, help_text="Whether they may look into the admin.")
    joined_at = models.DateTimeField(
        null=True,
        blank=True,
        default=timezone.now,
        help_text="When they first signed in with an address they had proven; null until then.",
    )

    objects = PersonManager.from_queryset(PersonSet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="person_name"),
            models.Index(fields=["-joined_at", "-id"], name="person_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message=_("There is an account with this address already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
        ]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    def has_perm(self, _permission: str, _thing: object = None) -> bool:
        """Let staff look; whoever may change anything does it by the API."""
        return self.is_active and self.is_staff

    def has_module_perms(self, _label: str) -> bool:
        """Let staff look at every app."""
        return self.is_active and self.is_staff


class Session(AbstractBaseSession):
    """A session, and whose it is: so all that a request has to know is found by its key."""

    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        related_name="+",  # from a person nothing leads to the keys by which they are spoken for
        help_text="Who signed in; null until somebody does.",
    )

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Give what reads and writes them."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class AffiliationState(models.TextChoices):
    """What became of an affiliation that somebody told of."""

    PROPOSED = "proposed", _("waiting for the organization's answer")
    CONFIRMED = "confirmed", _("confirmed by the organization")
    REFUSED = "refused", _("refused by the organization")
    WITHDRAWN = "withdrawn", _("taken back")


STANDING = (AffiliationState.PROPOSED, AffiliationState.CONFIRMED)


class AffiliationSet(models.QuerySet["Affiliation"]):
    """Affiliations, asked for by their own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor.

        Members know who is of which organization, once it has confirmed so; until then the
        person does, and those who decide.
        """
        if not actor.is_signed_in:
            return self.none()
        if actor.is_moderator:
            return self.all()
        theirs = OrganizationContact.objects.filter(person=actor.person).values("organization")
        confirmed = Q(state=AffiliationState.CONFIRMED)
        return self.filter(confirmed | Q(person=actor.person) | Q(organization__in=theirs))

    def awaiting(self, actor: Actor) -> Self:
        """Those that wait for this actor's answer: a contact's, or of moderators anybody's."""
        waiting = self.filter(state=AffiliationState.PROPOSED)
        if actor.is_moderator:
            return waiting
        theirs = OrganizationContact.objects.filter(person=actor.person).values("organization")
        return waiting.filter(organization__in=theirs) if actor.person else waiting.none()

    def current(self) -> Self:
        """Those that are confirmed and have begun and not ended, by today."""
        return self.filter(_is_current())

    def not_current(self) -> Self:
        """All others: not confirmed, yet to begin, or over."""
        return self.exclude(_is_current())


class Affiliation(Identified):
    """What one person is or was in one organization."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="affiliations", help_text="Who."
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="affiliations",
        help_text="The organization.",
    )
    role = models.CharField(max_length=200, help_text="What they are in it, on one line.")
    folded_role = Folded(of="role", help_text="The role as names are compared.")
    started_on = models.DateField(null=True, blank=True, help_text="The first day, if known.")
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day it ends or ended; null while none is known."
    )
    state = models.CharField(
        max_length=10,
        choices=AffiliationState.choices,
        default=AffiliationState.PROPOSED,
        help_text="What became of it.",
    )
    reason = models.TextField(blank=True, help_text="Why it was refused.")
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When it was decided.")
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who decided."
    )

    objects = AffiliationSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["organization", "state", "id"], name="affiliation_by_state"),
            models.Index(fields=["-created_at", "-id"], name="affiliation_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "folded_role"],
                condition=Q(state__in=STANDING, ended_on=None),
                name="one_open_affiliation_per_role",
                violation_error_message=_("You have told of this already."),
            ),
            models.CheckConstraint(condition=~Q(role=""), name="affiliation_has_role"),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")

    def __str__(self) -> str:
        return f"{self.person}, {self.role} ({self.organization})"

    def has_ended(self, by: date) -> bool:
        """Whether it is over by a day."""
        return self.ended_on is not None and self.ended_on <= by


def _is_current(prefix: str = "") -> Q:
    """Select what is confirmed, has begun and has not ended; of people, by a prefix."""
    today = timezone.localdate()
    asked = Q(**{f"{prefix}state": AffiliationState.CONFIRMED})
    for column, has_come in (("started_on", "lte"), ("ended_on", "gt")):
        unknown = Q(**{f"{prefix}{column}": None})
        asked &= unknown | Q(**{f"{prefix}{column}__{has_come}": today})
    return asked


# A portrait is shown where the name is, and so to whoever was given its address.
shows(lambda _actor: Person.objects.filter(is_active=True, avatar__isnull=False).values("avatar"))
