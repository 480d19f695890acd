"""People: their accounts, and what they tell of themselves."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.files.models import PictureColumn, shows
from backend.models import Identified
from backend.rules import Actor


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


class Person(Identified, AbstractBaseUser):
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


# A portrait is shown where the name is, and so to whoever was given its address.
shows(lambda _actor: Person.objects.filter(is_active=True, avatar__isnull=False).values("avatar"))
