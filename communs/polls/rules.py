"""Who may do what with polls: who writes in the thread asks and votes, some look after it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, rule
from communs.threads.rules import can_post, in_thread, moderates, speaks

from .models import Poll


@rule(_("This poll takes no more votes."))
def is_running(_actor: Actor, poll: Poll) -> bool:
    """Still take votes: its time is not up, even if nobody has closed it yet."""
    return poll.is_running


@rule(_("This poll is closed."))
def is_open(_actor: Actor, poll: Poll) -> bool:
    """Not have been closed."""
    return poll.closed_at is None


@rule(_("This poll is open."))
def is_closed(_actor: Actor, poll: Poll) -> bool:
    """Have been closed."""
    return poll.closed_at is not None


@rule(_("Only who opened it may do this."))
def is_opener(actor: Actor, poll: Poll) -> bool:
    """Have opened it."""
    return actor.person is not None and actor.person == poll.opened_by_id


@rule(_("An anonymous poll is not reopened: whose the votes were is forgotten."))
def is_named(_actor: Actor, poll: Poll) -> bool:
    """Know whose the votes are."""
    return not poll.is_anonymous


@rule(_("What came of it was stated already."))
def is_without_outcome(_actor: Actor, poll: Poll) -> bool:
    """Have come to nothing yet."""
    return poll.outcome_id is None


leads = (is_opener & in_thread(speaks)) | in_thread(moderates)

can_open = can_post  # judged by the thread
can_vote = in_thread(speaks) & is_running
can_close = leads & is_open
can_reopen = leads & is_closed & is_named & is_without_outcome
can_state = leads & is_closed
