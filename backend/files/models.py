"""Files that are kept: what they are, under which name nobody guesses them, what they say."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.extraction.reasons import Reason
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


class TextState(TextChoices):
    """Whether a file is found by what it says."""

    WAITING = "waiting", _("It is about to be read.")
    DONE = "done", _("It is found by what it says.")
    NONE = "none", _("It says nothing that can be read: an image, or a scan.")
    FAILED = "failed", _("It could not be read: it is locked, damaged, or too much.")


class FileTextSet(models.QuerySet["FileText"]):
    """Texts, asked for by what became of them."""

    def due(self, at: datetime) -> Self:
        """Those to be read by a moment; whoever waits longest comes first."""
        return self.filter(due_at__lte=at).order_by("due_at", "pk")

    def again(self) -> int:
        """Have these read again, and count them; what was read of them stays till then."""
        waiting = {"state": TextState.WAITING, "reason": "", "tries": 0, "read_at": None}
        return self.update(**waiting, due_at=timezone.now())


class FileText(models.Model):
    """What one file says. It comes with a file that can be read, and goes with it."""

    file = models.OneToOneField(
        StoredFile,
        models.CASCADE,
        primary_key=True,
        related_name="reading",
        help_text="The file that says it.",
    )
    state = models.CharField(
        max_length=8,
        choices=TextState.choices,
        default=TextState.WAITING,
        help_text="Whether it was read.",
    )
    reason = models.CharField(
        max_length=12,
        choices=[(reason.value, reason.value) for reason in Reason],
        blank=True,
        help_text="Why there is no text.",
    )
    text = models.TextField(blank=True, help_text="Its text, plain.")
    is_cut = models.BooleanField(default=False, help_text="Whether the file says more than this.")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often it was begun since it waits."
    )
    due_at = models.DateTimeField(
        null=True,
        default=timezone.now,
        help_text="When it is read next; null once that is done with.",
    )
    read_at = models.DateTimeField(null=True, help_text="When it was read, or given up.")

    objects = FileTextSet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "file"], condition=Q(due_at__isnull=False), name="file_text_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False, read_at=None)
                | Q(due_at=None, read_at__isnull=False) & ~Q(state="waiting"),
                name="file_text_waits_or_is_done_with",
            )
        ]
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
