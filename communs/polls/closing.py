"""Closing polls: by somebody or by the clock, and what is then forgotten."""

from __future__ import annotations

from datetime import datetime
from random import SystemRandom
from uuid import UUID

from django.utils import timezone

from backend.graphql.idempotency import forget
from backend.journal import record

from .facts import PollClosed
from .models import Poll, Vote, VoteOption

FEWEST_SECRET = 3  # votes that hide one another; fewer would tell who chose what


def close(poll: Poll, *, by: UUID | None) -> None:
    """Close a poll; whoever calls has asked leave, and holds its lock."""
    now = timezone.now()
    poll.closed_at, poll.closed_by_id, poll.reminds_at = now, by, None
    poll.save(update_fields=["closed_at", "closed_by", "reminds_at"])
    if poll.is_anonymous:
        forget_voters(poll, now)
    record(PollClosed(thread=poll.thread_id, poll=poll.pk))


def forget_voters(poll: Poll, at: datetime) -> None:
    """Forget whose the votes of a poll are: each is written anew, at random, as nobody's.

    A key says when its row was made, and rows lie in the order of their making: so neither stays.
    """
    votes = list(poll.votes.prefetch_related("options"))
    poll.votes.all().delete()
    forget("cast_vote", poll.pk)  # the prints of the inputs, from which few choices are guessed
    if len(votes) < FEWEST_SECRET:
        return
    SystemRandom().shuffle(votes)
    for vote in votes:
        secret = {"stance": vote.stance, "reason": vote.reason, "cast_at": at}
        anew = Vote(poll=poll, created_at=at, **secret)
        parts = [
            VoteOption(
                vote=anew,
                created_at=at,
                option_id=part.option_id,
                rank=part.rank,
                answer=part.answer,
            )
            for part in vote.options.all()
        ]
        anew.save(force_insert=True)
        VoteOption.objects.bulk_create(parts)
