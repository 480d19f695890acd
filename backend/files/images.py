"""Images: painted anew from their pixels, so that nothing but the pixels is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence

from backend.rules import Invalid

from .uploads import MEGABYTE, Received, check_size

LARGEST_IMAGE = 10 * MEGABYTE
MOST_PIXELS = 40_000_000  # of one image, or of all the frames of one that moves
MOST_FRAMES = 200
LONGEST_SIDE = 16_000  # pixels
AT_ONCE = threading.BoundedSemaphore(2)  # images unpacked in memory at one time

T = TypeVar("T")


class Format(NamedTuple):
    """How an image is packed, and how it is packed again."""

    name: str  # as Pillow calls it
    kind: str
    endings: tuple[str, ...]
    options: dict[str, Any]


FORMATS = {
    b"\x89PNG\r\n\x1a\n": Format("PNG", "image/png", (".png",), {"optimize": False}),
    b"\xff\xd8\xff": Format("JPEG", "image/jpeg", (".jpg", ".jpeg"), {"quality": 90}),
    b"GIF87a": Format("GIF", "image/gif", (".gif",), {}),
    b"GIF89a": Format("GIF", "image/gif", (".gif",), {}),
    b"RIFF": Format("WEBP", "image/webp", (".webp",), {"quality": 90}),
}
WEBP = FORMATS[b"RIFF"]
MOVING = {"GIF", "WEBP"}


def format_of(received: Received) -> Format | None:
    """Say how an image is packed by its signature; None when it is no image of ours."""
    head = received.head
    found = next((each for sign, each in FORMATS.items() if head.startswith(sign)), None)
    return None if found is WEBP and head[8:12] != b"WEBP" else found


def remade(received: Received, image: Format) -> File[bytes]:
    """Paint an image anew, upright, packed as it was, its frames included."""
    return _opened(received, image, lambda source: _packed(_frames(source, image), image))


def square(received: Received, image: Format, side: int) -> File[bytes]:
    """Paint the middle of an image anew as a square of a size, in WebP."""

    def cut(source: Image.Image) -> File[bytes]:
        source.draft("RGB", (side, side))  # a JPEG is not unpacked larger than it is needed
        still = _painted(ImageOps.exif_transpose(source))
        return _packed([ImageOps.fit(still, (side, side))], WEBP)

    return _opened(received, image, cut)


def within(received: Received, image: Format, side: int) -> File[bytes]:
    """Paint an image anew, no side longer than a size, in WebP."""

    def shrink(source: Image.Image) -> File[bytes]:
        still = _painted(ImageOps.exif_transpose(source))
        still.thumbnail((side, side))
        return _packed([still], WEBP)

    return _opened(received, image, shrink)


def _opened(received: Received, image: Format, paint: Callable[[Image.Image], T]) -> T:
    check_size(received, LARGEST_IMAGE)
    received.file.seek(0)
    try:
        with AT_ONCE, Image.open(received.file, formats=[image.name]) as source:
            _check(source)
            return paint(source)
    except Invalid:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders meet a hostile file with whatever error they come upon
        raise Invalid(_("This image is damaged.")) from error


def _check(source: Image.Image) -> None:
    """Refuse what would not fit in memory, before it is unpacked."""
    width, height = source.size
    frames = getattr(source, "n_frames", 1) if source.format in MOVING else 1
    if max(width, height) > LONGEST_SIDE or width * height * frames > MOST_PIXELS:
        raise _too_many_pixels()
    if frames > MOST_FRAMES:
        raise Invalid(
            _("This image has too many frames: at most %(most)d.") % {"most": MOST_FRAMES}
        )


def _too_many_pixels() -> Invalid:
    reason = _("This image has too many pixels: at most %(most)d million.")
    return Invalid(reason % {"most": MOST_PIXELS // 1_000_000})


def _frames(source: Image.Image, image: Format) -> list[Image.Image]:
    if image.name not in MOVING:
        return [_painted(ImageOps.exif_transpose(source))]
    return [_painted(frame, frame.info.get("duration")) for frame in ImageSequence.Iterator(source)]


def _painted(source: Image.Image, duration: Any = None) -> Image.Image:
    """Copy pixels, and nothing else."""
    is_clear = "A" in source.getbands() or "transparency" in source.info
    copy = source.convert("RGBA" if is_clear else "RGB")
    copy.info = {} if duration is None else {"duration": min(int(duration), 60_000)}
    return copy


def _packed(frames: list[Image.Image], image: Format) -> File[bytes]:
    out = BytesIO()
    first, *others = frames
    options = dict(image.options)
    if others:
        durations = [frame.info.get("duration", 100) for frame in frames]
        options |= {"save_all": True, "append_images": others, "duration": durations, "loop": 0}
    first.save(out, image.name, **options)
    return ContentFile(out.getvalue())
