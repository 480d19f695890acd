"""What a poll can ask for, and how one can answer it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PollKind(TextChoices):
    """How a poll is answered."""

    PROPOSAL = "proposal", _("a proposal: agree, abstain, disagree or block")
    CHOICE = "choice", _("a choice of one option")
    CHOICES = "choices", _("a choice of several options")
    RANKED = "ranked", _("options in the order of one’s preference")
    TIME = "time", _("times to meet: yes, if need be, or no to each")


class Stance(TextChoices):
    """Where somebody stands on a proposal."""

    AGREE = "agree", _("agrees")
    ABSTAIN = "abstain", _("abstains")
    DISAGREE = "disagree", _("disagrees")
    BLOCK = "block", _("blocks: cannot live with it, and says why")


class Answer(TextChoices):
    """Whether somebody can come at a time."""

    YES = "yes", _("yes")
    IF_NEED_BE = "if_need_be", _("if need be")
    NO = "no", _("no")
