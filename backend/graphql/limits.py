"""Limits on what one operation may ask for, and what is said where one is exceeded.

Each is judged from the document before anything is done (`measuring.py` counts), and told with the
figure that was reached and the figure that is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from graphql import GraphQLError

LARGEST = 2**53 - 1  # the largest number that every client can read; more counts as this


@dataclass(frozen=True)
class Limits:
    """What one operation may ask for at the most."""

    length: int = 50_000  # characters of the document
    tokens: int = 5_000  # of the document, and as many comments
    fragments: int = 100  # of the document
    depth: int = 20  # of fields within fields
    aliases: int = 200  # these four with fragments written out
    directives: int = 200
    fields: int = 10_000
    lists: int = 200  # fields that lead to rows: each takes a query or two
    roots: int = 50  # fields of a query
    mutations: int = 10  # fields of a mutation
    introspection: int = 2  # lists within lists of what the graph says of itself
    renaming: int = 0  # aliases there: by them a few words could ask for it all anew
    cost: int = 50_000  # objects that may be loaded


LIMITS = Limits()

SENTENCES = {
    "length": _(
        "A document has at most %(allowed)d characters; this has %(reached)d. "
        "Send values as variables."
    ),
    "tokens": _("A document has at most %(allowed)d tokens; this has more."),
    "fragments": _("A document has at most %(allowed)d fragments; this has %(reached)d."),
    "depth": _("Fields stand at most %(allowed)d deep within fields; here they are %(reached)d."),
    "aliases": _(
        "This has %(reached)d aliases, fragments written out; at most %(allowed)d. Ask for fewer."
    ),
    "directives": _(
        "This has %(reached)d directives, fragments written out; at most %(allowed)d."
        " Ask for fewer."
    ),
    "fields": _(
        "This asks for %(reached)d fields, fragments written out; at most %(allowed)d."
        " Ask for fewer."
    ),
    "lists": _(
        "This reads %(reached)d lists or links at once; at most %(allowed)d. Ask for fewer."
    ),
    "roots": _(
        "This asks for %(reached)d things at once; at most %(allowed)d. Send several requests."
    ),
    "mutations": _(
        "This does %(reached)d things at once; at most %(allowed)d. Send several requests."
    ),
    "introspection": _(
        "What the graph says of itself is asked %(reached)d lists deep; at most %(allowed)d."
    ),
    "renaming": _("Ask what the graph describes under its own names, without aliases."),
    "cost": _("This could load %(reached)d objects; at most %(allowed)d. Ask for smaller pages."),
}


def exceeded(limit: str, reached: int, allowed: int) -> GraphQLError:
    """Say that an operation asks for more than it may."""
    figures: dict[str, Any] = {"reached": min(reached, LARGEST), "allowed": allowed}
    message = str(SENTENCES[limit] % figures)
    return GraphQLError(message, extensions={"code": "LIMITED", "limit": limit, **figures})
