"""Pictures: the one image that stands for somebody or something, in one size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid

from .images import WEBP, Format, format_of, square, within
from .uploads import Ready, Received

SIDE = 512  # pixels


@dataclass(frozen=True)
class Picture(Ready):
    """A portrait: the middle of an image, as a square."""

    is_picture: ClassVar[bool] = True

    @classmethod
    def looked_at(cls, received: Received) -> Self:
        image = format_of(received)
        if image is None:
            raise Invalid(_("This is no image that is taken: send PNG, JPEG, WebP or GIF."))
        return cls.of("image.webp", WEBP.kind, cls.painted(received, image))

    @classmethod
    def painted(cls, received: Received, image: Format) -> File[bytes]:
        """Paint it anew."""
        return square(received, image, SIDE)


@dataclass(frozen=True)
class Logo(Picture):
    """A logo: a whole image, no side longer than a portrait's."""

    @classmethod
    def painted(cls, received: Received, image: Format) -> File[bytes]:
        return within(received, image, SIDE)
