"""Pages of what is somebody's own affair: of a list, only what concerns whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.rules import Actor

from .context import Context
from .relations import Many, PageOf

Narrow = Callable[[Any, Actor], Any]  # queryset, who asks → queryset


class NarrowedPage(PageOf):
    """Gives a page of the rows that a function leaves."""

    def __init__(self, page: PageOf, narrow: Narrow) -> None:
        super().__init__(page.kind, None, page.order.columns[:-1], page.usual, page.filters)
        self.narrow = narrow

    def _rows(self, args: Mapping[str, Any], context: Context) -> Any:
        return self.narrow(super()._rows(args, context), context.actor)


class Narrowed(Many):
    """A page of those rows of a kind that concern whoever asks."""

    def __init__(self, kind: Any, narrow: Narrow, **options: Any) -> None:
        super().__init__(kind, None, **options)
        page: Any = self.resolver
        self.resolver: Any = NarrowedPage(page, narrow)
