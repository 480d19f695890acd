"""Who came, and where they belong: people, groups, and every way in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from backend.mail.models import Letter
from backend.rules import Actor
from communs.groups import actions
from communs.groups.models import Group, GroupKind, Joining, JoinRequest, Role, Visibility
from communs.people.accounts import open_account
from communs.people.actions import edit_profile
from communs.people.models import Language, Person

from .accounts import ACCOUNTS
from .content import Head, moment, table
from .world import Step, World

PASSWORDS = {account["email"]: account["password"] for account in ACCOUNTS}
TOKEN = re.compile(r"[\w-]{43}")  # 256 bits, as an invitation's letter says them


def steps() -> Iterator[Step]:
    """Give all comings and foundings, in no order."""
    groups = table("groups")
    yield from _entries(groups.pop("joins"), groups.pop("requests"), groups.pop("invitations"))
    for change in groups.pop("roles"):
        yield Step(moment(change["at"]), change["by"], partial(_change_role, change))
    for name, head in groups.items():
        yield Step(moment(head["at"]), head["by"], partial(_found, name, head))
    for name, head in table("people").items():
        yield Step(moment(head["joined"]), "", partial(_arrive, name, head))
        yield Step(moment(head["joined"]), name, partial(_introduce, head))


def _entries(joins: list[Head], requests: list[Head], invitations: list[Head]) -> Iterator[Step]:
    for join in joins:
        for person in join["people"]:
            yield Step(moment(join["at"]), person, partial(_join, join["group"]))
    for request in requests:
        yield from _requested(request)
    for invitation in invitations:
        yield from _invited(invitation)


def _requested(head: Head) -> Iterator[Step]:
    yield Step(moment(head["at"]), head["person"], partial(_request, head))
    if accepted := head.get("accepted"):
        yield Step(moment(accepted["at"]), accepted["by"], partial(_accept, head))
    if refused := head.get("refused"):
        yield Step(moment(refused["at"]), refused["by"], partial(_refuse, head, refused["reason"]))


def _invited(head: Head) -> Iterator[Step]:
    yield Step(moment(head["at"]), head["by"], partial(_invite, head))
    if accepted := head.get("accepted"):
        yield Step(moment(accepted), head["person"], _follow_invitation)


def _arrive(name: str, head: Head, _by: Actor, world: World) -> None:
    """Let somebody in whose address we vouch for."""
    person = open_account(
        email=head["email"],
        name=head["name"],
        password=PASSWORDS.get(head["email"]),
        language=Language(head.get("language", "fr")),
        is_moderator=head.get("is_moderator", False),
    )
    world.keep(name, person)


def _introduce(head: Head, by: Actor, _world: World) -> None:
    edit_profile(by=by, biography=head["biography"], languages=head["languages"])


def _found(name: str, head: Head, by: Actor, world: World) -> None:
    parent = head.get("parent")
    group = actions.create_group(
        by=by,
        name=head["name"],
        description=head["description"],
        kind=GroupKind(head.get("kind", "working_group")),
        visibility=Visibility(head["visibility"]),
        joining=Joining(head["joining"]),
        parent=world.find(Group, parent, by) if parent else None,
    )
    world.keep(name, group)


def _join(group: str, by: Actor, world: World) -> None:
    actions.join_group(by=by, group=world.find(Group, group, by))


def _request(head: Head, by: Actor, world: World) -> None:
    group = world.find(Group, head["group"], by)
    request = actions.request_to_join(by=by, group=group, message=head["message"])
    world.keep(_named(head), request)


def _accept(head: Head, by: Actor, world: World) -> None:
    actions.accept_request(by=by, request=world.find(JoinRequest, _named(head), by))


def _refuse(head: Head, reason: str, by: Actor, world: World) -> None:
    request = world.find(JoinRequest, _named(head), by)
    actions.refuse_request(by=by, request=request, reason=reason)


def _invite(head: Head, by: Actor, world: World) -> None:
    actions.invite_to_group(
        by=by,
        group=world.find(Group, head["group"], by),
        email=head.get("email") or world.find(Person, head["person"], by).email,
        role=Role(head.get("role", "member")),
    )


def _follow_invitation(by: Actor, _world: World) -> None:
    """Accept the newest invitation, by the token that the letter says."""
    person = Person.objects.get(pk=by.person)
    letter = Letter.objects.filter(to=person.email).latest("created_at", "id")
    (token,) = TOKEN.findall(letter.text)
    actions.accept_invitation(by=by, token=token)


def _change_role(head: Head, by: Actor, world: World) -> None:
    actions.change_role(
        by=by,
        group=world.find(Group, head["group"], by),
        person=world.find(Person, head["person"], by),
        role=Role(head["role"]),
    )


def _named(head: Head) -> str:
    return f"{head['group']}/{head['person']}"
