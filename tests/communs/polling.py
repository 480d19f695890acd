"""Polls for tests: put, answered and made due the way people and time do it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from communs.polls import actions
from communs.polls.choices import Answer, PollKind, Stance
from communs.polls.drafting import OptionDraft
from communs.polls.models import Poll
from communs.polls.voting import TimeAnswer
from communs.threads.models import Thread
from tests.cast import Cast

START = datetime(2030, 4, 22, 7, tzinfo=UTC)


def labels(*names: str) -> list[OptionDraft]:
    """Draft options."""
    return [OptionDraft(label=name) for name in names]


def times(count: int = 2) -> list[OptionDraft]:
    """Draft times to meet, two hours each, a day after the other."""
    starts = [START + timedelta(days=day) for day in range(count)]
    return [OptionDraft(starts_at=at, ends_at=at + timedelta(hours=2)) for at in starts]


GIVEN: dict[str, dict[str, Any]] = {
    PollKind.PROPOSAL: {},
    PollKind.CHOICE: {"options": labels("Sète", "Agde", "Lodève")},
    PollKind.CHOICES: {"options": labels("Sète", "Agde", "Lodève"), "most": 2},
    PollKind.RANKED: {"options": labels("Sète", "Agde", "Lodève")},
    PollKind.TIME: {"options": times(), "time_zone": "Europe/Paris"},
}
BALLOT: dict[str, dict[str, Any]] = {
    PollKind.PROPOSAL: {"stance": Stance.AGREE},
    PollKind.CHOICE: {"choices": [2]},
    PollKind.CHOICES: {"choices": [3, 1]},
    PollKind.RANKED: {"choices": [3, 1]},
    PollKind.TIME: {"answers": [TimeAnswer(1, Answer.YES)]},
}


def thread_of(cast: Cast, audience: str = "listed") -> Thread:
    """Make a thread: of a group by its visibility, or for the network, or for everybody."""
    group = cast.groups.get(audience)
    return Thread.objects.create(
        audience=group.members_audience if group else audience,
        group=group,
        title="Séance 1",
        created_by=cast.person("ana"),
    )


def open_poll(
    cast: Cast, thread: Thread, kind: PollKind = PollKind.PROPOSAL, by: str = "bo", **given: Any
) -> Poll:
    """Put a question."""
    given = GIVEN[kind] | {"thread": thread, "title": "On y va ?"} | given
    poll: Poll = cast.perform(actions.open_poll, by, kind=kind, **given)
    return poll


def cast_vote(cast: Cast, poll: Poll, who: str = "bo", **ballot: Any) -> Poll:
    """Vote."""
    voted: Poll = cast.perform(actions.cast_vote, who, poll=poll, **ballot or BALLOT[poll.kind])
    return voted


def make_due(poll: Poll) -> None:
    """Let the time of a poll be up, without anybody having closed it."""
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    poll.refresh_from_db()


def make_reminding(poll: Poll) -> None:
    """Let the time come to remind who has not voted."""
    Poll.objects.filter(pk=poll.pk).update(reminds_at=timezone.now() - timedelta(seconds=1))
    poll.refresh_from_db()
