"""Who may do what to topics: everybody uses them, the network's moderators look after them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, rule

from .models import Topic, TopicKind


@rule(_("Only the network's moderators may do this."))
def moderates_network(actor: Actor, _thing: object) -> bool:
    """Look after the whole place."""
    return actor.is_moderator


@rule(_("The goals keep the names, the colours and the place that they were given."))
def is_own(_actor: Actor, topic: Topic) -> bool:
    """Be a word of the network's own."""
    return topic.kind == TopicKind.OWN


@rule(_("This topic is archived."))
def is_in_use(_actor: Actor, topic: Topic) -> bool:
    """Take new things."""
    return not topic.is_archived


@rule(_("This topic is not archived."))
def is_archived(_actor: Actor, topic: Topic) -> bool:
    """Take nothing new."""
    return topic.is_archived


can_create = moderates_network
can_edit = moderates_network
can_rename = is_own
can_archive = moderates_network & is_own & is_in_use
can_restore = moderates_network & is_archived
