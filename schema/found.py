"""What an index found, asked again of the database: an index may lag, and must not tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.graphql.context import Context
from backend.graphql.nodes import NODES
from backend.rules import Invalid, Limited
from backend.search.contract import Key
from backend.search.keys import Keyed, ids_by_kind
from backend.search.sources import findable

H = TypeVar("H", bound=Keyed)


def type_of(kind: str) -> str:
    """Name the type of the graph that shows a kind."""
    return kind.capitalize()


def there(keys: Iterable[Keyed], context: Context) -> set[Key]:
    """Give those that the database shows at this moment."""
    return {
        Key(kind, key)
        for kind, some in ids_by_kind(keys).items()
        for key in _present(kind, some, context)
    }


def still_visible(hits: Sequence[H], context: Context) -> list[H]:
    """Keep what the database shows at this moment."""
    shown = there(hits, context)
    return [hit for hit in hits if Key(hit.kind, hit.id) in shown]


def few(args: Mapping[str, Any], *, usual: int, most: int) -> int:
    """Say how many are asked for, of a list that has no pages."""
    first = args.get("first")
    asked = usual if first is None else int(first)
    if asked < 0:
        raise Invalid(_("A number of items cannot be negative."), field="first")
    if asked > most:
        reason = _("At most %(most)d items at a time; %(size)d were asked for.")
        raise Limited(reason % {"most": most, "size": asked}, field="first")
    return asked


def _present(kind: str, keys: Sequence[UUID], context: Context) -> Iterable[UUID]:
    """Give those that are visible, and still something to find: a removed message is not."""
    rows = NODES[type_of(kind)].visible(context).filter(pk__in=keys)
    found = findable(kind)
    if found.query.where:  # of most kinds every row is something to find
        rows = rows.filter(pk__in=found.filter(pk__in=keys).order_by().values("pk"))
    return rows.values_list("pk", flat=True)
