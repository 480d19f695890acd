"""Who may see a row: each carries one audience, each actor holds a set of them.

An audience is an opaque name, ``public``, ``network``, ``group:<id>``…: it names the container of
a row, never the container's openness. Some containers are open to everybody: the domain says
which by `opens`, as a query, so that opening or closing one is in force at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.lookups import In

from .rules import Actor
from .statements import array, quoted, rows_of
from .unchanged import NAME, while_unchanged

PUBLIC = "public"
NETWORK = "network"

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
OpenAudiences = Callable[[], "models.QuerySet[Any, Any]"]

_open: list[OpenAudiences] = []


def opens(audiences: OpenAudiences) -> OpenAudiences:
    """Register a query of the audiences that are everybody's: rows of one column."""
    if audiences not in _open:
        _open.append(audiences)
    return audiences


def open_audiences() -> frozenset[str]:
    """Give the audiences that everybody holds at this moment."""
    if not _open:
        return frozenset()
    name = (open_audiences, *_open)

    def read() -> frozenset[str]:
        return frozenset(audience for (audience,) in rows_of(name, _every_open))

    return while_unchanged(name, read, lambda names: NAME * (1 + len(names)))


def _every_open() -> models.QuerySet[Any, Any]:
    first, *others = (audiences().order_by() for audiences in _open)
    return first.union(*others, all=True)


def held_by(actor: Actor) -> frozenset[str]:
    """Give all that an actor holds, open ones included: the filter of a search."""
    return actor.audiences | open_audiences()


def around(audience: str) -> frozenset[str]:
    """Name audiences that all who hold one hold too, whatever is opened or closed.

    The network's is not among them: what is a group's is everybody's while the group is open.
    """
    return frozenset({PUBLIC, audience})


class Audience(models.CharField):  # type: ignore[type-arg] # generic for the stubs alone
    """The column that holds a row's audience."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("help_text", "Who may see this: the container it belongs to.")
        super().__init__(*args, **kwargs)


@Audience.register_lookup
class AudienceIn(In):
    """``audience__in``: PostgreSQL is given all names as one array.

    So it is one statement for all who ask, however many audiences they hold: it is written,
    and planned, once. SQLite would write down at each statement which audiences are open, which
    takes longer than the statement.
    """

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        if not self.rhs_is_direct_value():
            return self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::text[])", (*params, array(map(quoted, self.rhs)))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """Look each row's audience up among the open ones, and make no list of them first."""
        if self.rhs_is_direct_value() or self.rhs.combinator or len(self.rhs.select) != 1:
            return self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        rows, of_rows = self.process_rhs(compiler, connection)
        name = connection.ops.quote_name(self.rhs.select[0].target.column)
        there = f"SELECT 1 FROM {rows} open WHERE open.{name} = {column}"  # noqa: S608 - Django's
        return f"EXISTS ({there})", (*of_rows, *params)


class AudienceSet(models.QuerySet[M_co, M_co]):
    """Rows that not everybody sees.

    ``class MessageSet(AudienceSet["Message"], through="thread")`` finds the audience (and the
    owner) on a related row; ``owner`` names the column of whoever sees the row besides.
    """

    audience: ClassVar[str] = "audience"
    owner: ClassVar[str | None] = None

    def __init_subclass__(
        cls,
        *,
        through: str = "",
        audience: str = "audience",
        owner: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        prefix = f"{through}__" if through else ""
        cls.audience = f"{prefix}{audience}"
        cls.owner = f"{prefix}{owner}" if owner else None

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        seen = Q(**{f"{self.audience}__in": sorted(actor.audiences)})
        for audiences in _open:
            seen |= Q(**{f"{self.audience}__in": audiences()})
        if self.owner and actor.person:
            seen |= Q(**{self.owner: actor.person})
        return self.filter(seen)
