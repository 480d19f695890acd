"""The fields that an index has, whichever engine keeps it.

=================  ==========================================================================
``title_fr`` …     the texts, each in the field of its language, as terms of our own analysis
``spelled_title``  the words of the title as they are written, without case and accents
``spelled``        the same of title, summary and body: for mistyped and half typed words
``opening``        the title from its beginning, as it is written, without case and accents
``key``            which row of which kind
``audience``       who sees it, besides its ``owner``
``facet_topic`` …  what is counted, and narrowed by
``filter``         what else it can be narrowed by, as ``name=value``
``rank``           when, and which: orders documents of one score (`pages.py`)
``active``         the same, of the last time that something happened to it
``weight``         how much it counts among others, in thousandths
=================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .analysis import ANALYSES
from .contract import Document

TEXTS = ("title", "summary", "body", "attachments")  # the more telling first
WRITTEN = TEXTS[:-1]  # all but attachments
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
KEYWORDS = ("key", "audience", "owner", "filter", "opening")
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


FACET_FIELDS = {name: facet(name) for name in FACETS}


def named_in(document: Document) -> dict[str, list[str]]:
    """Give what a document counts for and can be narrowed by, by field.

    Its ``form`` is its kind, and whatever narrower kinds its source gives under that name.
    """
    conditions = [f"form={document.kind}"]
    named = {
        "filter": conditions,
        "facet_kind": [document.kind],
        "facet_year": [str(document.at.year)],
    }
    for name, values in document.filters.items():
        if name not in FACET_FIELDS:
            conditions += [f"{name}={value}" for value in values]
        elif values:
            named[FACET_FIELDS[name]] = [*values]
    return named


def field_of(name: str, values: Iterable[str]) -> tuple[str, Iterable[str]]:
    """Say in which field a condition is looked up, and by which values there."""
    if name in FACET_FIELDS:
        return FACET_FIELDS[name], values
    return "filter", (f"{name}={value}" for value in values)
