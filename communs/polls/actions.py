"""What people do with polls: open, vote, close, and state what came of it.

Whoever votes holds the poll's lock, and so does whoever closes it: a vote is counted, or refused.
Closing the thread ends the talk, not the vote.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Conflict, Invalid
from backend.texts import clean, clean_line
from communs.threads.models import Thread
from communs.threads.saying import say

from . import rules
from .choices import PollKind, Stance
from .closing import close
from .drafting import (
    LONGEST_DESCRIPTION,
    LONGEST_OUTCOME,
    OptionDraft,
    draw_bounds,
    draw_options,
    draw_quorum,
    draw_zone,
    set_closing,
)
from .facts import OutcomeStated, PollOpened, PollReopened, VoteCast, VoteWithdrawn
from .models import Poll, PollOption
from .voting import Ballot, TimeAnswer, keep_ballot

TheThread = Annotated[Thread, "The thread to put it in."]
ThePoll = Annotated[Poll, "The poll."]


def open_poll(
    *,
    by: Actor,
    thread: TheThread,
    kind: Annotated[PollKind, "How it is answered."],
    title: Annotated[str, "What is asked, on one line: at most 200 characters."],
    description: Annotated[str | None, "Everything to know, in Markdown."] = None,
    options: Annotated[list[OptionDraft] | None, "What there is to choose: at most 50."] = None,
    time_zone: Annotated[str | None, "Of times to meet: their zone, Europe/Paris."] = None,
    least: Annotated[int | None, "Of a choice of several: how many at least; 1."] = None,
    most: Annotated[int | None, "Of a choice of several: how many at most; all."] = None,
    quorum: Annotated[int | None, "How many must answer for it to count."] = None,
    closes_at: Annotated[datetime | None, "When it closes by itself: within a year."] = None,
    anonymous: Annotated[
        bool | None, "Whether it stays unknown who answered what: results are then hidden too."
    ] = None,
    hide_results: Annotated[bool | None, "Whether results are told only once it closed."] = None,
) -> Poll:
    """Put a question to those of an open thread; a message of yours announces it there."""
    rules.can_open.require(by, thread)
    title = clean_line(title, field="title")
    description = clean(
        description or "", field="description", most=LONGEST_DESCRIPTION, blank=True
    )
    drawn = draw_options(kind, options or ())
    least, most = draw_bounds(kind, len(drawn), least, most)
    poll = Poll(
        thread=thread,
        opened_by_id=by.somebody,
        kind=kind,
        title=title,
        description=description,
        time_zone=draw_zone(kind, time_zone),
        least=least,
        most=most,
        quorum=draw_quorum(quorum),
        is_anonymous=bool(anonymous),
        hides_results=bool(anonymous or hide_results),
    )
    set_closing(poll, closes_at)
    poll.message = say(by=by, thread=thread, body=title)
    poll.save(force_insert=True)
    for option in drawn:
        option.poll = poll
    PollOption.objects.bulk_create(drawn)
    record(PollOpened(thread=thread.pk, poll=poll.pk))
    return poll


def cast_vote(
    *,
    by: Actor,
    poll: ThePoll,
    stance: Annotated[Stance | None, "To a proposal: where you stand."] = None,
    choices: Annotated[
        list[int] | None, "The numbers of the options you choose, of a ranking the preferred first."
    ] = None,
    answers: Annotated[
        list[TimeAnswer] | None, "To times to meet: whether you can come; to the others, no."
    ] = None,
    reason: Annotated[
        str | None, "Why, in Markdown: at most 2,000 characters; whoever blocks says why."
    ] = None,
) -> Poll:
    """Vote, or vote anew: your last vote before the end is the one that counts."""
    rules.can_vote.require(by, poll)
    keep_ballot(poll, Ballot(stance, choices, answers, reason), by=by)
    record(VoteCast(thread=poll.thread_id, poll=poll.pk))
    return poll


def withdraw_vote(*, by: Actor, poll: ThePoll) -> Poll:
    """Take your vote back, as if you had not voted."""
    rules.can_vote.require(by, poll)
    withdrawn, _rows = poll.voters.filter(person=by.somebody).delete()
    if not withdrawn:
        raise Invalid(_("You have not voted."), field="poll")
    record(VoteWithdrawn(thread=poll.thread_id, poll=poll.pk))
    return poll


def close_poll(*, by: Actor, poll: ThePoll) -> Poll:
    """Close a poll: it takes no more votes, and tells its results."""
    rules.can_close.require(by, poll)
    close(poll, by=by.somebody)
    return poll


def reopen_poll(
    *,
    by: Actor,
    poll: ThePoll,
    closes_at: Annotated[
        datetime | None, "When it closes by itself, within a year; none: when somebody closes it."
    ] = None,
) -> Poll:
    """Let a closed poll take votes again; not an anonymous one, nor one that came to something."""
    rules.can_reopen.require(by, poll)
    set_closing(poll, closes_at)
    poll.closed_at = poll.closed_by = None
    poll.save()
    record(PollReopened(thread=poll.thread_id, poll=poll.pk))
    return poll


def state_outcome(
    *,
    by: Actor,
    poll: ThePoll,
    statement: Annotated[str, "What came of it, in Markdown: at most 20,000 characters."],
    replaces: Annotated[
        int | None, "The number of the statement that this one replaces; none, of the first."
    ] = None,
) -> Poll:
    """Say what came of a closed poll, or say it anew: earlier statements are kept."""
    rules.can_state.require(by, poll)
    statement = clean(statement, field="statement", most=LONGEST_OUTCOME)
    current = poll.outcome.number if poll.outcome else 0
    if (replaces or 0) != current:
        reason = _("Somebody stated this in the meantime: take up from what it says now.")
        raise Conflict(reason, current=poll, field="replaces")
    outcome = poll.outcomes.create(number=current + 1, statement=statement, author_id=by.somebody)
    poll.outcome = outcome
    poll.save(update_fields=["outcome"])
    record(
        OutcomeStated(
            thread=poll.thread_id, poll=poll.pk, outcome=outcome.pk, number=outcome.number
        )
    )
    return poll
