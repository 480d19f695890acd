"""The fields that an index has, whichever engine keeps it.

=================  ==========================================================================
``title_fr`` …     the texts, each in the field of its language, as terms of our own analysis
``spelled_title``  the words of the title as they are written, without case and accents
``spelled``        the same of title, summary and body: for mistyped and half typed words
``key``            which row of which kind
``kind``           the kind
``audience``       who sees it, besides its ``owner``
``filter``         everything it can be narrowed by, as ``name=value``
``facet_topic`` …  what is counted
``rank``           when, and which: orders documents of one score (`pages.py`)
``active``         the same, of the last time that something happened to it
``weight``         how much it counts among others, in thousandths
=================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .analysis import ANALYSES
from .contract import Document

TEXTS = ("title", "summary", "body", "attachments")  # the more telling first
FACETS = (
    "kind",
    "topic",
    "territory",
    "group",
    "organization",
    "language",
    "licence",
    "year",
)
KEYWORDS = ("key", "kind", "audience", "owner", "filter")
NUMBERS = ("rank", "active", "weight")
SPELLED = ("spelled_title", "spelled")
THOUSAND = 1000  # of `weight`


def text_in(name: str, language: str) -> str:
    """Name the field of a text in a language."""
    return f"{name}_{language}"


def texts() -> Iterator[str]:
    """Name the fields of all texts in all languages."""
    for language in ANALYSES:
        for name in TEXTS:
            yield text_in(name, language)


def facet(name: str) -> str:
    """Name the field in which a facet is counted."""
    return f"facet_{name}"


def facets_of(document: Document) -> Mapping[str, tuple[str, ...]]:
    """Give what a document counts for."""
    known = {"kind": (document.kind,), "year": (str(document.at.year),)} | dict(document.filters)
    return {name: known[name] for name in FACETS if known.get(name)}


def conditions_of(document: Document) -> Iterator[str]:
    """Give everything that a document can be narrowed by.

    Its ``form`` is its kind, and whatever narrower kinds its source gives under that name.
    """
    yield f"form={document.kind}"
    for name, values in ({**document.filters, "year": (str(document.at.year),)}).items():
        for value in values:
            yield f"{name}={value}"
