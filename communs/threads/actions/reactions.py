"""What people say without words."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Invalid
from communs.groups.models import Group
from communs.groups.queries import by_now
from communs.threads import reacting, rules
from communs.threads.facts import ReactionAdded, ReactionsChosen, ReactionWithdrawn
from communs.threads.models import Message, ReactionChoice
from communs.threads.opening import hold_thread

TheGroup = Annotated[Group, "The group."]
TheMessage = Annotated[Message, "The message."]


def choose_reactions(
    *,
    by: Actor,
    group: TheGroup,
    reactions: Annotated[
        list[str] | None, "Emoji, in the order to offer them in, 20 at most; null: the usual ones."
    ] = None,
) -> Group:
    """Choose with what the members of a group react; what they reacted with before still counts."""
    rules.can_choose_reactions.require(by_now(by, group), group)
    if reactions is None:
        ReactionChoice.objects.filter(group=group).delete()
    else:
        chosen = {"reactions": reacting.clean_reactions(reactions)}
        ReactionChoice.objects.update_or_create(group=group, defaults=chosen)
    record(ReactionsChosen(group=group.pk))
    return group


def react_to_message(
    *,
    by: Actor,
    message: TheMessage,
    reaction: Annotated[str, "One of the reactions that the thread offers."],
) -> Message:
    """Answer a message without words, in an open thread."""
    rules.can_react.require(by, message)
    thread = hold_thread(message)
    rules.can_react.require(by, message)  # again: it may have been closed a moment ago
    if reaction not in reacting.reactions_of([thread.group_id])[thread.group_id]:
        raise Invalid(
            _("This is not one of the reactions that are offered here."), field="reaction"
        )
    _reaction, is_new = message.reactions.get_or_create(person_id=by.somebody, reaction=reaction)
    if is_new:
        record(ReactionAdded(**_about(message), reaction=reaction))
    return message


def withdraw_reaction(
    *,
    by: Actor,
    message: TheMessage,
    reaction: Annotated[str, "The reaction that you take back."],
) -> Message:
    """Take back how you reacted to a message."""
    rules.can_withdraw.require(by, message)
    mine = message.reactions.filter(person=by.person, reaction=reaction)
    if mine.delete()[0]:
        record(ReactionWithdrawn(**_about(message), reaction=reaction))
    return message


def _about(message: Message) -> dict[str, Any]:
    return {"thread": message.thread_id, "message": message.pk, "number": message.number}
