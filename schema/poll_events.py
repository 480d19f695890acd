"""What is heard of polls in their thread: how they open, fill, close and come to something."""

from __future__ import annotations

from backend.graphql.columns import Computed
from backend.graphql.live import Event
from backend.graphql.relations import One
from communs.polls import facts
from schema.people import PersonNode
from schema.thread_events import ThreadEvent


def _poll() -> One:
    return One("Poll", "poll", along=True, description="The poll, as it is now.")


def _nobody() -> Computed:
    return Computed(
        PersonNode,
        lambda _context, positions: [None] * len(positions),
        needs=("position",),
        description="Always null: a vote may be secret.",
    )


class PollOpened(Event):
    """Somebody put a question to those of the thread."""

    poll = _poll()

    class Meta:
        fact = facts.PollOpened
        interfaces = (ThreadEvent,)


class VoteCast(Event):
    """Somebody voted, or changed their vote; who is not told, for a vote may be secret."""

    poll = _poll()
    by = _nobody()

    class Meta:
        fact = facts.VoteCast
        interfaces = (ThreadEvent,)


class VoteWithdrawn(Event):
    """Somebody took their vote back; who is not told, for a vote may be secret."""

    poll = _poll()
    by = _nobody()

    class Meta:
        fact = facts.VoteWithdrawn
        interfaces = (ThreadEvent,)


class PollClosed(Event):
    """A poll stopped taking votes, by somebody or by itself."""

    poll = _poll()

    class Meta:
        fact = facts.PollClosed
        interfaces = (ThreadEvent,)


class PollReopened(Event):
    """A closed poll takes votes again."""

    poll = _poll()

    class Meta:
        fact = facts.PollReopened
        interfaces = (ThreadEvent,)


class OutcomeStated(Event):
    """What came of a poll was stated, or stated anew."""

    poll = _poll()
    outcome = One("Outcome", "outcome", along=True, description="The statement.")

    class Meta:
        fact = facts.OutcomeStated
        interfaces = (ThreadEvent,)


EVENTS = (PollOpened, VoteCast, VoteWithdrawn, PollClosed, PollReopened, OutcomeStated)
