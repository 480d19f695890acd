"""What kinds of event there are."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    """What kind of meeting an event is."""

    WEBINAR = "webinar", _("webinar")
    SEMINAR = "seminar", _("seminar")
    FORUM = "forum", _("forum")
    MEETING = "meeting", _("meeting")
