"""What letters are about: whoever reads them may ask to be spared a matter."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Matter(TextChoices):
    """What a letter is about. Letters about one's account have none: nobody can be spared them."""

    INVITATIONS = "invitations", _("invitations and requests to join")
    EVENTS = "events", _("events that you registered for")
    DECISIONS = "decisions", _("polls and decisions")
    MENTIONS = "mentions", _("messages that mention you")
    AFFILIATIONS = "affiliations", _("who works where")
    SEARCHES = "searches", _("what your saved searches find")
