"""What polls came to, and who voted: for many polls together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count

from .choices import PollKind
from .models import PollOption, Vote, VoteOption, Voter
from .results import Results, Said, of_choices, of_proposal, of_ranking, of_times

OF_OPTIONS = {
    PollKind.CHOICE: of_choices,
    PollKind.CHOICES: of_choices,
    PollKind.RANKED: of_ranking,
    PollKind.TIME: of_times,
}


def voter_counts(polls: Iterable[UUID]) -> Mapping[UUID, int]:
    """Count, poll by poll, who voted."""
    rows = Voter.objects.filter(poll__in=list(polls)).order_by()
    return dict(rows.values_list("poll").annotate(Count("pk")))


def voted_in(person: UUID | None, polls: Iterable[UUID]) -> frozenset[UUID]:
    """Say in which of these polls a person voted."""
    if person is None:
        return frozenset()
    rows = Voter.objects.filter(poll__in=list(polls), person=person).order_by()
    return frozenset(rows.values_list("poll", flat=True))


def results(kinds: Mapping[UUID, str]) -> Mapping[UUID, Results]:
    """Count the votes of polls, given their kinds; none of those whose votes were let go.

    Four queries, however many polls and votes there are.
    """
    voters = voter_counts(kinds)
    stances = _stances(kinds)
    options = _options(kinds)
    said = _said(kinds)
    return {
        poll: of_proposal([*stances[poll].values()])
        if kind == PollKind.PROPOSAL
        else OF_OPTIONS[PollKind(kind)](options[poll], [said[vote] for vote in stances[poll]])
        for poll, kind in kinds.items()
        if len(stances[poll]) == voters.get(poll, 0)
    }


def _stances(polls: Iterable[UUID]) -> Mapping[UUID, dict[UUID, str]]:
    """Give each poll's votes and their stances."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = Vote.objects.filter(poll__in=list(polls)).order_by()
    for poll, vote, stance in rows.values_list("poll", "pk", "stance"):
        found[poll][vote] = stance
    return found


def _options(polls: Iterable[UUID]) -> Mapping[UUID, list[UUID]]:
    """Give each poll's options, in their order."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = PollOption.objects.filter(poll__in=list(polls)).order_by("number")
    for poll, option in rows.values_list("poll", "pk"):
        found[poll].append(option)
    return found


def _said(polls: Iterable[UUID]) -> Mapping[UUID, Said]:
    """Give what each vote says of the options."""
    found: dict[UUID, list[tuple[UUID, int | None, str]]] = defaultdict(list)
    rows = VoteOption.objects.filter(vote__poll__in=list(polls)).order_by()
    for vote, option, rank, answer in rows.values_list("vote", "option", "rank", "answer"):
        found[vote].append((option, rank, answer))
    return found
