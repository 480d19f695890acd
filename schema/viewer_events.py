"""What is heard by one person alone, of whatever concerns them."""

from __future__ import annotations

from typing import Any

from backend.graphql.context import Context
from backend.graphql.live import Event, Told, live_of_viewer
from backend.graphql.relations import One
from backend.search.contract import Key
from communs.searches import facts
from communs.searches.models import seen_among
from schema.searches import SavedSearchNode, found_kind, found_subject


class ViewerEvent(Told):
    """Something that happened for you, and is told to nobody else."""


class SavedSearchMatched(Event):
    """A search that you saved has found something new."""

    search = One(SavedSearchNode, "search", description="The search; null once it is removed.")
    kind = found_kind()
    subject = found_subject()

    class Meta:
        fact = facts.SavedSearchMatched
        interfaces = (ViewerEvent,)

    @classmethod
    def concerns(cls, fact: Any, context: Context) -> bool:
        """Whether it is still there for them: what one sees no more is not told, not even late."""
        return bool(seen_among(context.actor, {Key(fact.source, fact.document)}))


class Subscription:
    """What one may hear of what concerns oneself."""

    viewer_events = live_of_viewer(
        ViewerEvent,
        description="What happens for you, in order, from a cursor on: nothing missed, nothing"
        " twice.",
    )


EVENTS = (SavedSearchMatched,)
