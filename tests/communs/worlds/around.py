"""What happens around groups: events and cycles, organizations and people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from backend import journal
from backend.audiences import NETWORK
from backend.rules import Actor
from communs.events import actions as meeting
from communs.events.models import Cycle, Event, Speaker
from communs.events.programme import EventSpeaker
from communs.groups.actors import actor_of
from communs.organizations import actions as organizing
from communs.organizations.models import Organization, OrganizationKind, OrganizationSet
from communs.people import actions as telling
from communs.people.accounts import open_account
from communs.people.facts import AccountOpened, PersonJoined
from communs.people.models import Affiliation, Person
from communs.threads.reach import Reach
from tests.schema.making import START

from .chances import Happening, World

TIMES = {"starts_at": START, "ends_at": START.replace(hour=9), "time_zone": "Europe/Paris"}
FOR_MODERATORS = "moderators"


def plan(world: World) -> None:
    group = world.group()
    given = {"title": world.words("Rencontre"), "reach": world.one_of(Reach), **TIMES}
    world.cast.perform(meeting.plan_event, world.keeper(group.pk), group=group, **given)


def rename_event(world: World) -> None:
    for event in world.some(Event.objects.filter(cancelled_at=None)):
        world.edit(meeting.edit_event, event, title=world.words("Rencontre"))


def name_speaker(world: World) -> None:
    for event in world.some(Event.objects.filter(cancelled_at=None)):
        speakers = [EventSpeaker(person=each) for each in world.some(Person.objects.members())]
        world.keep(meeting.set_event_speakers, event, speakers=speakers)


def name_holder(world: World) -> None:
    for event in world.some(Event.objects.filter(cancelled_at=None)):
        world.keep(meeting.set_event_organizations, event, **_holding(world, event))


def cancel(world: World) -> None:
    for event in world.some(Event.objects.filter(cancelled_at=None)):
        world.keep(meeting.cancel_event, event, reason="Grève")


def start_cycle(world: World) -> None:
    group = world.group()
    given = {"title": world.words("Les jeudis"), "reach": world.one_of(Reach)}
    world.cast.perform(meeting.start_cycle, world.keeper(group.pk), group=group, **given)


def rename_cycle(world: World) -> None:
    for cycle in world.some(Cycle.objects.all()):
        world.edit(meeting.edit_cycle, cycle, title=world.words("Les jeudis"))


def name_cycle_holder(world: World) -> None:
    for cycle in world.some(Cycle.objects.all()):
        world.keep(meeting.set_cycle_organizations, cycle, **_holding(world, cycle))


def end_cycle(world: World) -> None:
    for cycle in world.some(Cycle.objects.filter(ended_at=None)):
        world.keep(meeting.end_cycle, cycle)


def _holding(world: World, thing: Any) -> dict[str, list[Organization]]:
    """Draw who holds something, or helps: one that everybody in the network knows."""
    known = world.some(Organization.objects.exclude(audience=FOR_MODERATORS))
    sides: list[list[Organization]] = [known, []]
    holding, helping = world.chance.sample(sides, 2)
    return {"organizing": holding, "partners": helping}


def add_organization(world: World) -> None:
    given = {"name": world.words("Association"), "kind": OrganizationKind.ASSOCIATION}
    world.cast.perform(organizing.add_organization, world.anybody(), **given)


def belong_to_unknown_organization(world: World) -> None:
    """Be of one that not everybody knows: no action hides it, and its row may say so."""
    by, given = world.anybody(), {"name": world.words("Cercle"), "kind": OrganizationKind.NETWORK}
    made = world.cast.perform(organizing.add_organization, by, **given)
    world.cast.perform(telling.propose_affiliation, by, organization=made, role="Fondatrice")
    made.audience = world.one_of([NETWORK, FOR_MODERATORS])
    made.save(update_fields=["audience"])


def rename_organization(world: World) -> None:
    _rename(world, Organization.objects.all())


def rename_holder(world: World) -> None:
    for held in (Event, Cycle):
        _rename(world, Organization.objects.filter(pk__in=held.objects.values("organizing")))


def _rename(world: World, rows: OrganizationSet) -> None:
    for each in world.some(rows):
        given = {"organization": each, "revision": each.revision}
        name = world.words("Association")
        world.cast.perform(organizing.edit_organization, "nina", name=name, **given)


def come(world: World) -> None:
    open_account(email=_address(world), name=world.words("Camille"))


def sign_up(world: World) -> None:
    """Open an account whose address is not proven yet."""
    person = Person(email=_address(world), name=world.words("Dominique"), joined_at=None)
    with journal.atomic(by=Actor(person=person.pk)):
        person.save(force_insert=True)
        journal.record(AccountOpened(person=person.pk))


def join(world: World) -> None:
    """Sign in for the first time."""
    for person in world.some(Person.objects.filter(joined_at=None)):
        person.joined_at = timezone.now()
        with journal.atomic(by=Actor(person=person.pk)):
            person.save(update_fields=["joined_at"])
            journal.record(PersonJoined(person=person.pk))


def rename_person(world: World) -> None:
    world.cast.perform(telling.edit_profile, world.anybody(), name=world.words("Claude"))


def rename_speaker(world: World) -> None:
    for person in world.some(Person.objects.filter(pk__in=Speaker.objects.values("person"))):
        world.cast.perform(telling.edit_profile, actor_of(person), name=world.words("Alix"))


def affiliate(world: World) -> None:
    """Say what one is in an organization, and have it confirmed."""
    by = world.anybody()
    for each in world.some(Organization.objects.visible_to(by)):
        given = {"organization": each, "role": world.words("Salariée")}
        told = world.cast.perform(telling.propose_affiliation, by, **given)
        if told.decided_at is None:  # it was none of its contacts who said so
            world.cast.perform(telling.confirm_affiliation, "nina", affiliation=told)


def end_affiliation(world: World) -> None:
    for each in world.some(Affiliation.objects.current()):
        world.cast.perform(telling.end_affiliation, "nina", affiliation=each)


def _address(world: World) -> str:
    return f"{world.words('x').replace(' ', '.')}@communs.example"


HAPPENINGS: tuple[Happening, ...] = (
    *(plan, plan, rename_event, name_speaker, name_holder, cancel),
    *(start_cycle, start_cycle, rename_cycle, name_cycle_holder, end_cycle),
    *(add_organization, belong_to_unknown_organization, rename_organization),
    *(rename_holder, rename_holder),
    *(come, sign_up, join, rename_person, rename_speaker),
    *(affiliate, affiliate, end_affiliation),
)
