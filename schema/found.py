"""What an index found, asked again of the database: an index may lag, and must not tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.graphql.context import Context
from backend.graphql.nodes import NODES
from backend.rules import Invalid, Limited
from backend.search.contract import Hit, Suggestion
from backend.search.contract import Query as Question
from backend.search.highlights import as_it_stands
from backend.search.keys import Keyed, ids_by_kind
from backend.search.lagging import Lag, lag
from backend.search.sought import Reader
from backend.search.sources import findable, leave_out, present
from backend.statements import among, rows_of
from backend.unchanged import NAME, each_while_unchanged

H = TypeVar("H", bound=Keyed)
F = TypeVar("F", Hit, Suggestion)
KEY_ALONE = frozenset({"id"})  # columns that whoever knows the key need not load


def type_of(kind: str) -> str:
    """Name the type of the graph that shows a kind."""
    return kind.capitalize()


def there(keys: Iterable[Keyed], context: Context) -> Mapping[str, Set[UUID]]:
    """Give those that the database shows at this moment, by kind."""
    return {
        kind: shown_among(type_of(kind), some, context, kind=kind)
        for kind, some in ids_by_kind(keys).items()
    }


def shown_among(
    type_name: str, keys: Collection[UUID], context: Context, *, kind: str | None = None
) -> Set[UUID]:
    """Give those rows of a type that are visible; of a kind, those that are something to find."""

    def rows() -> QuerySet[Any, Any]:
        visible = NODES[type_name].visible(context).order_by().filter(among("pk"))
        found = findable(kind) if kind else None
        if found is not None and found.query.where:  # of most kinds all rows are
            visible = visible.filter(pk__in=found.filter(among("pk")).order_by().values("pk"))
        return visible.values_list("pk")

    def read(some: Collection[UUID]) -> Set[UUID]:
        return {key for (key,) in rows_of(name, rows, column="pk", keys=some)}

    actor = context.actor.sight
    name = (shown_among, type_name, kind, actor)
    # Whoever asks is kept along: anew after each time that something was written.
    return each_while_unchanged(name, keys, read, NAME * (10 + len(actor.audiences)))


def still_visible(hits: Sequence[H], context: Context) -> list[H]:
    """Keep what the database shows at this moment."""
    shown = there(hits, context)
    return [hit for hit in hits if hit.id in shown[hit.kind]]


@dataclass
class Behind:
    """Tells how far the index is behind."""

    lag: Lag = field(default_factory=Lag, init=False)

    def asked(self, reader: Reader, question: Question) -> Question:
        """Note how far what is read is behind."""
        self.lag = lag(reader)
        return question

    def as_they_stand(self, hits: Sequence[F]) -> list[F]:
        """Show nothing that only the index still has."""
        touched = {hit.key for hit in hits} & self.lag.keys
        now = {each.key: each for each in present(touched, leave_out)}
        return [
            hit.showing(as_it_stands(hit.highlight, now[hit.key])) if hit.key in now else hit
            for hit in hits
            if hit.key in now or hit.key not in touched
        ]


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
