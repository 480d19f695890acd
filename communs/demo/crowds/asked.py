"""What a crowd is asked: polls in its threads, and how its members answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from communs.people.models import Person
from communs.polls.choices import PollKind, Stance
from communs.polls.facts import PollClosed, PollOpened, VoteCast
from communs.polls.models import Poll, PollOption, Vote, VoteOption, Voter
from communs.threads.models import Message

from .drawing import Crowd
from .talk import Circles

KINDS = (PollKind.PROPOSAL, PollKind.CHOICE, PollKind.RANKED)
OPTIONS = 3


def polls(crowd: Crowd, messages: Sequence[Message]) -> Iterator[Poll]:
    """Make polls of some messages; half of them are closed by now."""
    for message in crowd.dice.sample(messages, crowd.number("polls")):
        message.body = crowd.title("polls")
        at, is_closed = message.created_at, crowd.dice.random() < 0.5
        poll = Poll(
            thread=message.thread,
            message=message,
            opened_by=message.author,
            kind=crowd.dice.choice(KINDS),
            title=message.body,
            closed_at=min(at + timedelta(days=7), crowd.now) if is_closed else None,
            closed_by=message.author if is_closed else None,
            created_at=at,
        )
        told = {"thread": message.thread.pk, "poll": poll.pk}
        crowd.tell(at, message.author.pk, PollOpened(**told))
        if poll.closed_at:
            crowd.tell(poll.closed_at, message.author.pk, PollClosed(**told))
        yield poll


def options(crowd: Crowd, polls: Sequence[Poll]) -> list[PollOption]:
    """Give those that ask for a choice something to choose from."""
    return [
        PollOption(
            poll=poll, number=number, label=crowd.words_of("endings"), created_at=poll.created_at
        )
        for poll in polls
        if poll.kind != PollKind.PROPOSAL
        for number in range(1, OPTIONS + 1)
    ]


def answers(
    crowd: Crowd, polls: Sequence[Poll], options: Sequence[PollOption], circles: Circles
) -> tuple[list[Any], ...]:
    """Let members vote: give who did, their votes, and what these say of the options."""
    offered: dict[Any, list[PollOption]] = {}
    for option in options:
        offered.setdefault(option.poll.pk, []).append(option)
    voters: list[Voter] = []
    votes: list[Vote] = []
    parts: list[VoteOption] = []
    for poll in polls:
        for person in crowd.some(circles[poll.thread.group.pk], 30):  # type: ignore[union-attr]
            vote = _vote(crowd, poll, person)
            voters.append(vote.voter)  # type: ignore[arg-type]
            votes.append(vote)
            parts += _parts(crowd, vote, offered.get(poll.pk, ()))
    return voters, votes, parts


def _vote(crowd: Crowd, poll: Poll, person: Person) -> Vote:
    at = poll.created_at + ((poll.closed_at or crowd.now) - poll.created_at) * crowd.dice.random()
    said = (Stance.AGREE, Stance.AGREE, Stance.ABSTAIN, Stance.DISAGREE)
    stance = crowd.dice.choice(said) if poll.kind == PollKind.PROPOSAL else ""
    crowd.tell(at, person.pk, VoteCast(thread=poll.thread.pk, poll=poll.pk))
    voter = Voter(poll=poll, person=person, created_at=at)
    return Vote(poll=poll, voter=voter, stance=stance, cast_at=at, created_at=at)


def _parts(crowd: Crowd, vote: Vote, options: Sequence[PollOption]) -> Iterator[VoteOption]:
    is_ranked = vote.poll.kind == PollKind.RANKED
    chosen = crowd.dice.sample(options, len(options) if is_ranked else min(1, len(options)))
    for rank, option in enumerate(chosen, 1):
        yield VoteOption(
            vote=vote, option=option, rank=rank if is_ranked else None, created_at=vote.cast_at
        )
