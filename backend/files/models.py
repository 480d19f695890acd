"""Files that are kept: what they are, and under which name nobody guesses them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor

Showing = Callable[[Actor], "models.QuerySet[Any, Any]"]

_showings: list[Showing] = []


def shows(files: Showing) -> Showing:
    """Register a query of the keys of files that an actor sees: an app knows whose they are."""
    if files not in _showings:
        _showings.append(files)
    return files


def new_name() -> str:
    """Make a name that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class StoredFileSet(models.QuerySet["StoredFile"]):
    """Files, seen by whoever sees what they belong to."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        seen = Q(pk__in=[])
        for files in _showings:
            seen |= Q(pk__in=files(actor))
        return self.filter(seen)


class StoredFile(Identified):
    """One file; it belongs to just one thing, and goes with it."""

    key = models.CharField(
        max_length=43,
        unique=True,
        default=new_name,
        editable=False,
        help_text="The name it is kept and fetched under: 256 bits at random.",
    )
    name = models.CharField(max_length=120, help_text="The name it is downloaded under.")
    kind = models.CharField(max_length=100, help_text="Its media type, as its content shows it.")
    size = models.PositiveBigIntegerField(help_text="How long it is, in bytes.")
    is_picture = models.BooleanField(
        default=False, help_text="Whether pages show it in its place, rather than offer it."
    )
    sha256 = models.CharField(max_length=64, help_text="The SHA-256 of its content, in hex.")

    objects = StoredFileSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where the storage keeps it."""
        return f"{self.key[:2]}/{self.key}"


class PictureColumn(models.OneToOneField):  # type: ignore[type-arg] # generic for the stubs alone
    """The column of a thing's one picture: ``avatar = PictureColumn(help_text="…")``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"to": "files.StoredFile", "on_delete": models.PROTECT, "related_name": "+"}
        super().__init__(*args, **kwargs | {"null": True, "blank": True})
