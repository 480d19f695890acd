"""What a poll must be like before it is put: options that differ, numbers that can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_line
from backend.zones import clean_zone

from .choices import PollKind
from .models import Poll, PollOption

LONGEST_DESCRIPTION = 20_000
LONGEST_REASON = 2_000
LONGEST_OUTCOME = 20_000
MOST_OPTIONS = 50
MOST_QUORUM = 1_000_000
LONGEST_RUN = timedelta(days=366)
NOTICE = timedelta(hours=24)  # before the end, in which who has not voted is reminded
YEARS = range(1900, 2200)  # beyond them calendars have nothing to say
FEWEST = {PollKind.CHOICE: 2, PollKind.CHOICES: 2, PollKind.RANKED: 2, PollKind.TIME: 1}


@dataclass(frozen=True)
class OptionDraft:
    """An option as it is put: a label, or of a time poll a time."""

    label: Annotated[
        str | None, "What it is, on one line: at most 200 characters; of a time, a remark."
    ] = None
    starts_at: Annotated[datetime | None, "Of a time poll: when it starts, with its offset."] = None
    ends_at: Annotated[datetime | None, "Of a time poll: when it ends, with its offset."] = None


def draw_options(kind: PollKind, drafts: Sequence[OptionDraft]) -> list[PollOption]:
    """Make the options of a poll, in their order; they are neither too few, too many nor twice."""
    if kind == PollKind.PROPOSAL:
        if drafts:
            raise Invalid(_("A proposal has no options."), field="options")
        return []
    if not FEWEST[kind] <= len(drafts) <= MOST_OPTIONS:
        reason = _("From %(fewest)d to %(most)d options.")
        told = {"fewest": FEWEST[kind], "most": MOST_OPTIONS}
        raise Invalid(reason % told, field="options")
    draw = _time if kind == PollKind.TIME else _label
    options = [draw(number, draft) for number, draft in enumerate(drafts, 1)]
    if len({_likeness(option) for option in options}) < len(options):
        raise Invalid(_("Two options are the same."), field="options")
    return options


def draw_zone(kind: PollKind, name: str | None) -> str:
    """Give the time zone of a time poll, which needs one; no other has any."""
    if kind != PollKind.TIME:
        if name:
            raise Invalid(_("Only times to meet have a time zone."), field="time_zone")
        return ""
    return clean_zone(name or "")


def draw_bounds(
    kind: PollKind, options: int, least: int | None, most: int | None
) -> tuple[int, int]:
    """Give how many options one chooses, at least and at most."""
    if kind != PollKind.CHOICES:
        if least is not None or most is not None:
            reason = _("Only a choice of several has a least and a most.")
            raise Invalid(reason, field="most" if least is None else "least")
        return 1, 1
    least, most = 1 if least is None else least, options if most is None else most
    if not 1 <= least <= most <= options:
        reason = _("At least 1, and at most as many as there are options.")
        raise Invalid(reason, field="most")
    return least, most


def draw_quorum(quorum: int | None) -> int | None:
    """Give a number of voters that there can be."""
    if quorum is not None and not 1 <= quorum <= MOST_QUORUM:
        raise Invalid(_("A quorum is a number of voters, from 1 on."), field="quorum")
    return quorum


def set_closing(poll: Poll, closes_at: datetime | None) -> None:
    """Say when a poll closes by itself, and so when who has not voted is reminded."""
    now = timezone.now()
    poll.closes_at = poll.reminds_at = poll.reminded_up_to = None
    if closes_at is None:
        return
    if closes_at <= now:
        raise Invalid(_("It must close later than now."), field="closes_at")
    if closes_at > now + LONGEST_RUN:
        raise Invalid(_("It must close within a year."), field="closes_at")
    poll.closes_at = closes_at.astimezone(UTC)
    if poll.closes_at - NOTICE > now:  # a shorter poll is news enough when it opens
        poll.reminds_at = poll.closes_at - NOTICE


def _label(number: int, draft: OptionDraft) -> PollOption:
    field = f"options.{number - 1}"
    if draft.starts_at or draft.ends_at:
        raise Invalid(_("Only times to meet start and end."), field=f"{field}.starts_at")
    return PollOption(number=number, label=clean_line(draft.label or "", field=f"{field}.label"))


def _moment(given: datetime, field: str) -> datetime:
    """Give a time by the clocks of UTC, if there is one that people plan for."""
    moment = given.astimezone(UTC) if given.year in YEARS else given
    if moment.year not in YEARS:
        raise Invalid(_("Nobody plans that far."), field=f"{field}.starts_at")
    return moment


def _time(number: int, draft: OptionDraft) -> PollOption:
    field = f"options.{number - 1}"
    if draft.starts_at is None or draft.ends_at is None:
        raise Invalid(_("A time to meet starts and ends."), field=f"{field}.starts_at")
    starts_at, ends_at = _moment(draft.starts_at, field), _moment(draft.ends_at, field)
    if ends_at <= starts_at:
        raise Invalid(_("It must end after it starts."), field=f"{field}.ends_at")
    label = clean_line(draft.label or "", field=f"{field}.label", blank=True)
    return PollOption(number=number, label=label, starts_at=starts_at, ends_at=ends_at)


def _likeness(option: PollOption) -> tuple[object, ...]:
    if option.starts_at:
        return (option.starts_at, option.ends_at)
    return (option.label.casefold(),)
