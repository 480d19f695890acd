"""Who may do what to collections: members start them; who started them, and moderators, go on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.groups.models import Role
from communs.threads.rules import looks_after, moderates, speaks

from .models import Collection

WRITING = {Role.FACILITATOR, Role.MODERATOR, Role.MEMBER}


@rule(_("Only who started it, and those who look after its group, may do this."))
def started(actor: Actor, collection: Collection) -> bool:
    """Have started it, and still write in its group."""
    is_theirs = actor.person is not None and actor.person == collection.created_by_id
    return is_theirs and actor.roles.get(collection.group_id) in WRITING


def of_collection(judged: Rule) -> Rule:
    """Judge an entry by its collection."""
    return Rule(lambda actor, entry: judged.refusal(actor, entry.collection))


curates = looks_after | started

can_start = speaks  # of the group that will look after it
can_edit = curates
can_remove = moderates | started
can_add = curates
can_move = curates
can_annotate = of_collection(curates)
can_take_out = of_collection(curates)
