"""Ballots: how each kind of poll is answered, and how an answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Invalid
from backend.texts import clean

from .choices import Answer, PollKind, Stance
from .drafting import LONGEST_REASON
from .models import Poll, Vote, VoteOption, Voter


@dataclass(frozen=True)
class TimeAnswer:
    """Whether one can come at a time."""

    option: Annotated[int, "The number of the option."]
    answer: Annotated[Answer, "Whether one can come."]


@dataclass(frozen=True)
class Ballot:
    """An answer as it was given."""

    stance: Stance | None = None
    choices: Sequence[int] | None = None
    answers: Sequence[TimeAnswer] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Part:
    """What is said of one option."""

    option: UUID
    rank: int | None = None
    answer: str = ""


Parts = list[Part]
Options = Mapping[int, UUID]  # the keys of a poll's options, by their numbers


def read_ballot(poll: Poll, ballot: Ballot) -> Parts:
    """Check that a ballot answers what the poll asks; give what it says of the options."""
    asked = ASKED[PollKind(poll.kind)]
    for field in ("stance", "choices", "answers"):
        if field != asked.field and getattr(ballot, field) is not None:
            raise Invalid(_("This poll is not answered like that."), field=field)
    if getattr(ballot, asked.field) is None:
        raise Invalid(_("This poll asks for this."), field=asked.field)
    return asked.read(poll, ballot)


def keep_ballot(poll: Poll, ballot: Ballot, *, by: Actor) -> Vote:
    """Keep a ballot as the one vote of who cast it; whoever calls holds the poll's lock."""
    parts = read_ballot(poll, ballot)
    is_block = ballot.stance == Stance.BLOCK
    reason = clean(ballot.reason or "", field="reason", most=LONGEST_REASON, blank=not is_block)
    voter, _created = Voter.objects.get_or_create(poll=poll, person_id=by.somebody)
    said = {"stance": ballot.stance or "", "reason": reason, "cast_at": timezone.now()}
    vote, _created = Vote.objects.update_or_create(poll=poll, voter=voter, defaults=said)
    vote.options.all().delete()
    VoteOption.objects.bulk_create(
        VoteOption(vote=vote, option_id=part.option, rank=part.rank, answer=part.answer)
        for part in parts
    )
    return vote


def _stance(_poll: Poll, _ballot: Ballot) -> Parts:
    return []


def _choice(poll: Poll, ballot: Ballot) -> Parts:
    least, most = poll.least, poll.most
    chosen = _named(poll, ballot.choices or (), field="choices")
    if not least <= len(chosen) <= most:
        reason = _("Choose from %(least)d to %(most)d options.")
        raise Invalid(reason % {"least": least, "most": most}, field="choices")
    return [Part(option) for option in chosen]


def _ranking(poll: Poll, ballot: Ballot) -> Parts:
    ranked = _named(poll, ballot.choices or (), field="choices")
    if not ranked:
        raise Invalid(_("Rank at least one option."), field="choices")
    return [Part(option, rank=rank) for rank, option in enumerate(ranked, 1)]


def _times(poll: Poll, ballot: Ballot) -> Parts:
    answers = ballot.answers or ()
    named = _named(poll, [each.option for each in answers], field="answers")
    said = {option: each.answer for option, each in zip(named, answers, strict=True)}
    return [  # who says nothing of a time does not come
        Part(option, answer=said.get(option, Answer.NO)) for option in _options(poll).values()
    ]


def _named(poll: Poll, numbers: Sequence[int], *, field: str) -> list[UUID]:
    """Give the options that numbers name, each once."""
    options = _options(poll)
    if any(number not in options for number in numbers):
        raise Invalid(_("This poll has no such option."), field=field)
    if len(set(numbers)) < len(numbers):
        raise Invalid(_("Name each option once."), field=field)
    return [options[number] for number in numbers]


def _options(poll: Poll) -> Options:
    return dict(poll.options.order_by("number").values_list("number", "pk"))


@dataclass(frozen=True)
class Asked:
    """Which part of a ballot a kind of poll asks for, and how it is read."""

    field: str
    read: Callable[[Poll, Ballot], Parts]


ASKED: Mapping[PollKind, Asked] = {
    PollKind.PROPOSAL: Asked("stance", _stance),
    PollKind.CHOICE: Asked("choices", _choice),
    PollKind.CHOICES: Asked("choices", _choice),
    PollKind.RANKED: Asked("choices", _ranking),
    PollKind.TIME: Asked("answers", _times),
}
