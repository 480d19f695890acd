"""Votes: who voted, and what; kept apart, so that the one can be forgotten without the other."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.polls.choices import Answer, Stance


class VoterSet(AudienceSet["Voter"], through="poll__thread"):
    """Voters: everybody sees that they voted themselves; votes tell of the others."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        seen = super().visible_to(actor).filter(poll__message__removed_at=None)
        return seen.filter(person=actor.person) if actor.person else seen.none()


class Voter(Identified):
    """That somebody voted: never what."""

    poll = models.ForeignKey(
        "polls.Poll", models.CASCADE, related_name="voters", help_text="The poll they voted in."
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who voted."
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were written what came of it."
    )

    objects = VoterSet.as_manager()

    class Meta:
        ordering = ["poll", "id"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="one_vote_per_person")
        ]
        verbose_name = _("voter")
        verbose_name_plural = _("voters")

    def __str__(self) -> str:
        return str(self.person)


class VoteSet(AudienceSet["Vote"], through="poll__thread"):
    """Votes: seen with their poll's results, and by who cast them while these are hidden."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        told = Q(poll__closed_at__isnull=False) | Q(poll__hides_results=False)
        if actor.person:
            told |= Q(voter__person=actor.person)
        return super().visible_to(actor).filter(told, poll__message__removed_at=None)

    def of(self, actor: Actor) -> Self:
        """Those of one person: of nobody, none, for secret votes are nobody's too."""
        return self.filter(voter__person=actor.person) if actor.person else self.none()


class Vote(Identified):
    """What one person answered. Of an anonymous poll that closed, it is nobody's any more."""

    poll = models.ForeignKey(
        "polls.Poll", models.CASCADE, related_name="votes", help_text="The poll it answers."
    )
    voter = models.OneToOneField(
        Voter,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="vote",
        help_text="Whose it is; null once it is secret.",
    )
    stance = models.CharField(
        max_length=10, choices=Stance.choices, blank=True, help_text="To a proposal."
    )
    reason = models.TextField(blank=True, help_text="Why, in Markdown.")
    cast_at = models.DateTimeField(
        default=timezone.now,
        help_text="When it was cast or last changed; once secret, when closed.",
    )

    objects = VoteSet.as_manager()

    class Meta:
        ordering = ["poll", "id"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")

    def __str__(self) -> str:
        return str(self.pk)


class VoteOptionSet(AudienceSet["VoteOption"], through="vote__poll__thread"):
    """Parts of votes: seen with them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return super().visible_to(actor).filter(vote__in=Vote.objects.visible_to(actor))


class VoteOption(Identified):
    """An option as one vote chooses, ranks or answers it."""

    vote = models.ForeignKey(
        Vote, models.CASCADE, related_name="options", help_text="The vote it is part of."
    )
    option = models.ForeignKey(
        "polls.PollOption", models.CASCADE, related_name="+", help_text="The option."
    )
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of ranked options: its place, 1 for the preferred one."
    )
    answer = models.CharField(
        max_length=10, choices=Answer.choices, blank=True, help_text="Of a time: the answer to it."
    )

    objects = VoteOptionSet.as_manager()

    class Meta:
        ordering = ["vote", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "option"], name="vote_names_an_option_once"),
            models.UniqueConstraint(fields=["vote", "rank"], name="vote_gives_a_rank_once"),
        ]
        verbose_name = _("part of a vote")
        verbose_name_plural = _("parts of votes")

    def __str__(self) -> str:
        return str(self.pk)
