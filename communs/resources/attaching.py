"""Attaching: where the next file stands among those of a resource."""

from __future__ import annotations

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from backend.rules import Limited

from .models import Resource

MOST_ATTACHMENTS = 50


def next_place(resource: Resource) -> int:
    """Give the place of one more attachment; who calls holds the resource's lock."""
    found = resource.attachments.aggregate(many=Count("pk"), last=Max("position"))
    if found["many"] >= MOST_ATTACHMENTS:
        reason = _("At most %(most)d attachments.") % {"most": MOST_ATTACHMENTS}
        raise Limited(reason, field="file")
    return (found["last"] or 0) + 1
