"""Reach: how far a thing of a group is seen, as people choose it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from backend.audiences import NETWORK, PUBLIC
from communs.groups.audiences import audience_of


class Reach(TextChoices):
    """How far a thing of a group is seen."""

    GROUP = "group", _("the group")  # whoever sees the group's content: everybody, of an open one
    NETWORK = "network", _("the network")  # everybody who is signed in
    PUBLIC = "public", _("everybody")

    def audience(self, group: UUID) -> str:
        """Name the audience that this is, for a thing of this group."""
        fixed = {Reach.NETWORK: NETWORK, Reach.PUBLIC: PUBLIC}
        return fixed.get(self) or audience_of(group)
