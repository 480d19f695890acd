"""Loading the demo network: its history, taken step by step through the real actions.

All of it is one transaction: an interrupted load leaves nothing, and the next one starts again.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model

from backend import journal
from communs.events.models import Event
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.people.models import Person
from communs.resources.models import Resource
from communs.territories.loading import load as load_territories
from communs.territories.loading import read as read_edition
from communs.territories.models import Territory
from communs.threads.models import Message, Thread
from communs.topics.goals import load_goals

from . import (
    asked,
    belonging,
    bodies,
    cycles,
    meetings,
    shelves,
    signs,
    subjects,
    talks,
    wordings,
    works,
)
from .accounts import ACCOUNTS
from .backdating import Diary
from .world import Step, World

Progress = Callable[[int, int], None]  # steps taken, of how many

COUNTED: dict[str, type[Model]] = {
    "membres": Person,
    "organisations": Organization,
    "groupes": Group,
    "ressources": Resource,
    "évènements": Event,
    "fils": Thread,
    "messages": Message,
}


class OtherNetwork(Exception):
    """There are people here, and they are not the demo's: it must not be mixed with theirs."""


def is_loaded() -> bool:
    """Whether the demo network is here: its accounts are."""
    return Person.objects.filter(email__in=[account["email"] for account in ACCOUNTS]).exists()


def history() -> list[Step]:
    """Give all that ever happened in the demo network, in order."""
    told = (
        belonging,
        works,
        bodies,
        cycles,
        meetings,
        subjects,
        wordings,
        talks,
        signs,
        shelves,
        asked,
    )
    steps = [step for module in told for step in module.steps()]
    return sorted(steps, key=lambda step: step.at)


def prepare(progress: Progress = lambda _taken, _all: None) -> None:
    """Load what every network stands on, unless it is here: territories, and the 17 goals."""
    if not Territory.objects.exists():
        load_territories(read_edition(), progress)
    with journal.atomic():
        load_goals()


def load(progress: Progress = lambda _taken, _all: None) -> bool:
    """Load the demo network, unless it is here; whether it was loaded now."""
    prepare()
    with transaction.atomic():
        if is_loaded():
            return False
        if Person.objects.exists():
            raise OtherNetwork
        _relive(history(), progress)
    return True


def counts() -> dict[str, int]:
    """Count what there is, by its French names."""
    return {name: model._default_manager.count() for name, model in COUNTED.items()}


def _relive(steps: list[Step], progress: Progress) -> None:
    world, diary = World(), Diary()
    for taken, step in enumerate(steps, 1):
        actor = world.actor(step.by)
        with journal.atomic(by=actor):
            step.act(actor, world)
        diary.note(step.at)
        progress(taken, len(steps))
    diary.backdate()
