"""Who may do what in threads: members write, observers read, some look after it all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.groups.audiences import ADMITTING, group_of
from communs.groups.models import Role
from communs.groups.rules import admits, is_signed_in, moderates_network

from .models import Message, Thread


@rule(_("Only members of the group may do this."))
def belongs(actor: Actor, thing: Any) -> bool:
    """Belong to those a thing is for: to see an open group is not to be one of its members."""
    group = group_of(thing.audience)
    return group in actor.roles if group else thing.audience in actor.audiences


@rule(_("Observers read, they do not write."))
def writes(actor: Actor, thing: Any) -> bool:
    """Be there to write, where it is a group's."""
    return _role(actor, group_of(thing.audience)) != Role.OBSERVER


@rule(_("Only those who look after it may do this."))
def looks_after(actor: Actor, thing: Any) -> bool:
    """Lead or moderate the group that a thing belongs to."""
    return _role(actor, thing.group_id) in ADMITTING


@rule(_("This thread is closed."))
def is_open(_actor: Actor, thread: Thread) -> bool:
    """Still take messages."""
    return thread.is_open


@rule(_("This thread is open."))
def is_closed(_actor: Actor, thread: Thread) -> bool:
    """Take no more messages."""
    return not thread.is_open


@rule(_("Only its author may do this."))
def is_author(actor: Actor, message: Message) -> bool:
    """Have said it."""
    return actor.person is not None and actor.person == message.author_id


@rule(_("This message was moved to another thread."))
def is_in_place(_actor: Actor, message: Message) -> bool:
    """Be said here, and not elsewhere by now."""
    return message.moved_to_id is None


@rule(_("This message was removed."))
def says_something(_actor: Actor, message: Message) -> bool:
    """Still have a text."""
    return message.stands


def in_thread(judged: Rule) -> Rule:
    """Judge a message by its thread."""
    return Rule(lambda actor, message: judged.refusal(actor, message.thread))


stands = is_in_place & says_something
speaks = is_signed_in & belongs & writes  # also of a group, and of whatever has an audience
moderates = moderates_network | looks_after

can_open = Rule(lambda actor, group: (speaks if group else moderates_network).refusal(actor, group))
can_rename = moderates
can_close = moderates & is_open
can_reopen = moderates & is_closed
can_read = is_signed_in
can_post = speaks & is_open
can_edit = is_author & stands & in_thread(speaks & is_open)
can_remove = (is_author | in_thread(moderates)) & stands
can_react = stands & in_thread(speaks & is_open)
can_withdraw = is_signed_in  # one's own reaction, as one's own words: from a closed thread too
can_pin = in_thread(moderates) & stands
can_unpin = in_thread(moderates)
can_move = moderates
can_choose_reactions = moderates_network | admits  # of a group
can_call = moderates  # upon all who have a role in the group


def _role(actor: Actor, group: UUID | None) -> str | None:
    return actor.roles.get(group) if group else None
