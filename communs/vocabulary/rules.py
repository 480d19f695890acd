"""Who may do what to the vocabulary: everybody searches by it, moderators look after it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, rule


@rule(_("Only the network's moderators may do this."))
def moderates_network(actor: Actor, _thing: object) -> bool:
    """Look after the whole place."""
    return actor.is_moderator


can_add = moderates_network
can_edit = moderates_network
can_remove = moderates_network
