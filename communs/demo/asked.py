"""What was asked in threads: polls, who voted, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.rules import Actor
from communs.polls import actions
from communs.polls.choices import PollKind, Stance
from communs.polls.drafting import OptionDraft
from communs.polls.models import Poll
from communs.threads.models import Thread

from .content import Head, moment, table
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all that was asked and answered."""
    for name, head in table("polls").items():
        yield Step(moment(head["at"]), head["by"], partial(_open, name, head))
        for vote in head["votes"]:
            yield Step(moment(vote["at"]), vote["by"], partial(_vote, name, vote))
        if closed := head.get("closed"):
            close = partial(_close, name, closed["outcome"])
            yield Step(moment(closed["at"]), closed["by"], close)


def _open(name: str, head: Head, by: Actor, world: World) -> None:
    poll = actions.open_poll(
        by=by,
        thread=world.find(Thread, head["thread"], by),
        kind=PollKind(head["kind"]),
        title=head["title"],
        description=head["description"],
        options=[OptionDraft(label=label) for label in head.get("options", [])] or None,
        most=head.get("most"),
        quorum=head.get("quorum"),
    )
    world.keep(name, poll)


def _vote(name: str, vote: Head, by: Actor, world: World) -> None:
    stance = vote.get("stance")
    actions.cast_vote(
        by=by,
        poll=world.find(Poll, name, by),
        stance=Stance(stance) if stance else None,
        choices=vote.get("choices"),
        reason=vote.get("reason"),
    )


def _close(name: str, outcome: str, by: Actor, world: World) -> None:
    poll = actions.close_poll(by=by, poll=world.find(Poll, name, by))
    actions.state_outcome(by=by, poll=poll, statement=outcome)
