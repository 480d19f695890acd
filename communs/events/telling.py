"""What is told of an event once it has begun: its replays, and how they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_address, clean_line
from communs.resources.models import Resource

from .models import Event, Replay

MOST_REPLAYS = 20
MOST_MARKS = 200  # of one replay
MOST_RESOURCES = 100
LONGEST_REPLAY = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class ReplayMark:
    """What comes at a moment of a replay."""

    seconds: Annotated[int, "How many seconds from its beginning."]
    label: Annotated[str, "What comes there: at most 200 characters."]


@dataclass(frozen=True)
class EventReplay:
    """Where an event can be seen or heard again."""

    url: Annotated[str, "The address: http or https, at most 1,000 characters."]
    label: Annotated[str | None, "What is found there: at most 200 characters."] = None
    marks: Annotated[list[ReplayMark] | None, "What comes when: at most 200 marks."] = None


def write_replays(event: Event, replays: Sequence[EventReplay]) -> None:
    """Put replays, in their order, in the place of all former ones."""
    if len(replays) > MOST_REPLAYS:
        raise Invalid(_("At most %(most)d replays.") % {"most": MOST_REPLAYS}, field="replays")
    made = [
        Replay(
            event=event,
            position=place + 1,
            url=clean_address(replay.url, field=f"replays.{place}.url"),
            label=clean_line(replay.label or "", field=f"replays.{place}.label", blank=True),
            marks=_marks(replay.marks or [], field=f"replays.{place}.marks"),
        )
        for place, replay in enumerate(replays)
    ]
    event.replays.all().delete()
    Replay.objects.bulk_create(made)


def check_resources(resources: Sequence[Resource]) -> Sequence[Resource]:
    """Give resources that came of an event, if they are not too many."""
    if len(resources) > MOST_RESOURCES:
        reason = _("At most %(most)d resources.") % {"most": MOST_RESOURCES}
        raise Invalid(reason, field="resources")
    return resources


def _marks(marks: Sequence[ReplayMark], *, field: str) -> list[dict[str, int | str]]:
    """Give marks made clean, in the order of time."""
    if len(marks) > MOST_MARKS:
        raise Invalid(_("At most %(most)d marks.") % {"most": MOST_MARKS}, field=field)
    for place, mark in enumerate(marks):
        if not 0 <= mark.seconds <= LONGEST_REPLAY:
            raise Invalid(_("No replay has such a moment."), field=f"{field}.{place}.seconds")
    made: list[dict[str, int | str]] = [
        {
            "seconds": mark.seconds,
            "label": clean_line(mark.label, field=f"{field}.{place}.label"),
        }
        for place, mark in enumerate(marks)
    ]
    return sorted(made, key=lambda mark: int(mark["seconds"]))
