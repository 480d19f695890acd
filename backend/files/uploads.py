"""What is sent: as it was received, and made ready to be kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid

HEAD = 4_096  # bytes
MEGABYTE = 1_000_000


class Received:
    """A file as it came; nothing that its sender says of it is believed."""

    def __init__(self, file: File[bytes]) -> None:
        self.file = file

    @property
    def name(self) -> str:
        return self.file.name or ""

    @property
    def size(self) -> int:
        return self.file.size

    @property
    def head(self) -> bytes:
        """Its beginning, where signatures stand."""
        self.file.seek(0)
        return bytes(self.file.read(HEAD))

    @cached_property
    def sha256(self) -> str:
        return digest_of(self.file)

    def __str__(self) -> str:  # what an idempotency key remembers of it
        return f"{self.sha256} {self.name}"


@dataclass(frozen=True)
class Ready:
    """A file that was looked at and may be kept. Its subclasses are the hints of actions."""

    is_picture: ClassVar[bool] = False  # pages show it in its place

    name: str  # as it is downloaded
    kind: str  # the media type that its content shows
    content: File[Any]
    size: int
    sha256: str

    @classmethod
    def made_of(cls, received: Received, *, field: str) -> Self:
        """Look at what came under a field; `Invalid` when it cannot be kept."""
        if not received.size:
            raise Invalid(_("This file is empty."), field=field)
        try:
            return cls.looked_at(received)
        except Invalid as refused:
            refused.field = field
            raise

    @classmethod
    def looked_at(cls, received: Received) -> Self:
        """Say what it is, made safe; raises `Invalid`."""
        raise NotImplementedError

    @classmethod
    def of(cls, name: str, kind: str, content: File[Any]) -> Self:
        """Measure a content that is ready."""
        return cls(name, kind, content, content.size, digest_of(content))


def check_size(received: Received, most: int) -> None:
    """Refuse what is too large for its kind."""
    if received.size > most:
        reason = _("This file is too large: at most %(most)d MB.")
        raise Invalid(reason % {"most": most // MEGABYTE})


def digest_of(file: File[Any]) -> str:
    """Give the SHA-256 of a whole file."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
