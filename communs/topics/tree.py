"""The tree of topics: who stands under whom, and by which words each is found."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from backend.folding import fold
from backend.rules import Invalid

from .models import Descent, Topic

PLACE_OF_OWN = 100  # the network's own topics follow the goals
DEEPEST = 5  # topics above one another
TREE_LOCK = 0x546F70696373  # "Topics": the advisory lock of whoever moves a branch


def lock_tree() -> None:
    """Let nobody else move a branch until this is done: two moves could close a circle.

    Taken after the locks of rows, by everybody, and holding nothing up but other moves.
    """
    if connection.vendor == "postgresql":  # on SQLite, who writes is alone
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def check_place(topic: Topic, parent: Topic | None) -> None:
    """Refuse a place under oneself, or too deep."""
    if parent is None:
        return
    above = set(Descent.objects.filter(below=parent).values_list("above", flat=True))
    if topic.pk in above:
        raise Invalid(_("A topic cannot be part of itself."), field="parent")
    if len(above) + _height(topic) > DEEPEST:
        reason = _("At most %(most)d topics above one another.") % {"most": DEEPEST}
        raise Invalid(reason, field="parent")


def plant() -> None:
    """Write down anew who stands under whom: there are tens of topics, seldom moved."""
    parents = dict(Topic.objects.values_list("pk", "parent"))
    pairs = {(above, topic) for topic in parents for above in _upwards(topic, parents)}
    known = set(Descent.objects.values_list("above", "below"))
    Descent.objects.filter(pk__in=list(known - pairs)).delete()
    Descent.objects.bulk_create(Descent(above_id=a, below_id=b) for a, b in sorted(pairs - known))


def folded(topic: Topic) -> str:
    """Give all that a topic is called, each word after a space, as it is looked up."""
    names = [topic.name_fr, topic.name_en, *topic.synonyms]
    return " " + " / ".join(fold(name) for name in names if name)


def _upwards(topic: UUID, parents: dict[UUID, UUID | None]) -> list[UUID]:
    found = []
    at: UUID | None = topic
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


def _height(topic: Topic) -> int:
    """Count the levels of a branch, the topic's own included."""
    below = Descent.objects.filter(above=topic).values("below")
    inside = Descent.objects.filter(above__in=below, below__in=below)
    depths: dict[UUID, int] = {}
    for each in inside.values_list("below", flat=True):
        depths[each] = depths.get(each, 0) + 1
    return max(depths.values(), default=1)
