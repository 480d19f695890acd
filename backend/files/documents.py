"""Documents: what their content shows them to be, whatever they are called."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Self

import puremagic
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid

from .images import format_of, remade
from .names import clean_name
from .office import OFFICE, office_kind
from .uploads import MEGABYTE, Ready, Received, check_size

LARGEST_TEXT = 2 * MEGABYTE
LARGEST_DOCUMENT = 20 * MEGABYTE

PDF = "application/pdf"
TEXTS = {"text/csv": (".csv",), "text/markdown": (".md", ".markdown"), "text/plain": (".txt",)}
FOOT = 2_048  # bytes in which a PDF says that it ends

MARKUP = re.compile(  # what a browser might run, given away by how it begins
    r"\s*<(!--|!doctype|\?xml|html|head|body|script|style|svg|iframe|object|embed|meta|link|img"
    r"|math|form|table|title|a|b|br|p|h1|div|font)\b",
    re.IGNORECASE,
)
RUN = {"text/html", "image/svg+xml", "application/xhtml+xml", "application/xml", "text/xml"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Document(Ready):
    """A file for others to download: a document, a text or an image."""

    @classmethod
    def looked_at(cls, received: Received) -> Self:
        if image := format_of(received):
            content = remade(received, image)
            return cls.of(clean_name(received.name, image.endings), image.kind, content)
        kind, endings = _kind_of(received)
        return cls(
            name=clean_name(received.name, endings),
            kind=kind,
            content=received.file,
            size=received.size,
            sha256=received.sha256,
        )


def _kind_of(received: Received) -> tuple[str, tuple[str, ...]]:
    """Say what it is by its content, and how names of its kind end."""
    head = received.head
    if head.startswith(b"%PDF-"):
        check_size(received, LARGEST_DOCUMENT)
        _check_pdf(received)
        return PDF, (".pdf",)
    if head.startswith(b"PK"):
        check_size(received, LARGEST_DOCUMENT)
        kind = office_kind(received.file)
        return kind, (OFFICE[kind].ending,)
    return _text_kind(received)


def _check_pdf(received: Received) -> None:
    received.file.seek(max(0, received.size - FOOT))
    if b"%%EOF" not in received.file.read(FOOT) or PDF not in _known(received.head):
        raise Invalid(_("This PDF is not whole."))


def _text_kind(received: Received) -> tuple[str, tuple[str, ...]]:
    """Take a text that is one all through, and nothing that a browser would run."""
    if not _is_text(received):
        raise Invalid(
            _("Files of this kind are not taken: send PDF, OpenDocument, Office, an image or text.")
        )
    check_size(received, LARGEST_TEXT)
    text = received.head.decode("utf-8-sig", errors="ignore")
    if MARKUP.match(text) or RUN & _known(received.head):
        raise Invalid(_("Web pages and SVG drawings are not taken: send a PDF or an image."))
    name = received.name.lower()
    kind = next((kind for kind, ends in TEXTS.items() if name.endswith(ends)), "text/plain")
    return kind, TEXTS[kind]


def _is_text(received: Received) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    received.file.seek(0)
    try:
        for piece in received.file.chunks():
            if CONTROLS.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _known(head: bytes) -> set[str]:
    """Give the media types that such a beginning is known to have."""
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
