"""Carrying topics and territories: made clean, and kept within limits."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.unset import Unset
from communs.territories.models import Territory
from communs.topics.models import Topic

from .models import Classified

MOST = 20  # topics, and as many territories, that one thing carries

Topics = Annotated[
    list[Topic] | Unset, "What it is about: these in place of the former, at most 20."
]
Territories = Annotated[
    list[Territory] | Unset, "Where it takes place: these in place of the former, at most 20."
]


def classify(thing: Classified, *, topics: Topics, territories: Territories) -> None:
    """Let a thing carry just these, in place of what it carried; what is not given stays."""
    if not isinstance(topics, Unset):
        _check(topics, thing.topics, field="topics", gone="archived_at")
        thing.topics.set(topics)
    if not isinstance(territories, Unset):
        _check(territories, thing.territories, field="territories", gone="ended_at")
        thing.territories.set(territories)


def _check(given: list[Any], carried: Any, *, field: str, gone: str) -> None:
    """Refuse too many, and what is out of use; what was carried before may stay."""
    if len(set(given)) > MOST:
        raise Invalid(_("At most %(most)d of them.") % {"most": MOST}, field=field)
    out_of_use = {each.pk for each in given if getattr(each, gone) is not None}
    if out_of_use and out_of_use - set(carried.values_list("pk", flat=True)):
        raise Invalid(_("One of these is no longer in use: choose another."), field=field)
