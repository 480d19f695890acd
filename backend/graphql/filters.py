"""A filter that many lists have: by a thing that is named by its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene

from backend.rules import Missing

from .context import Context
from .ids import key_of
from .nodes import NodeType, node_type
from .relations import Filter


def by_id(kind: NodeType, description: str, narrow: Callable[[Any, Any], Any]) -> Filter:
    """Make a filter by a thing's id: what is not there, or not for you, leaves nothing.

    ``narrow(rows, things)`` keeps the rows that go with any of ``things``, a query of one at most.
    """

    def narrowed(rows: Any, asked: str, context: Context) -> Any:
        node = node_type(kind)
        try:
            key = key_of(asked, node._meta.name)
        except Missing:
            return rows.none()
        return narrow(rows, node.visible(context).filter(pk=key).order_by().values("pk"))

    return Filter(graphene.ID, description, narrowed)
