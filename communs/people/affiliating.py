"""Affiliations on their way: what is told, who is written to, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.mail.writing import queue_written
from backend.models import folded
from backend.rules import Actor, Conflict, Invalid, Limited
from backend.texts import clean_line
from communs.organizations.models import Organization

from .letters import Matter
from .models import STANDING, Affiliation, AffiliationState, Person

LONGEST_REASON = 1_000
MOST_A_DAY = 20  # that one person tells of: somebody is written to each time
MOST_WRITTEN_TO = 20  # of an organization's contacts, or else of the moderators
YEARS = range(1900, 2200)  # beyond them nobody works


def check_limit(by: Actor) -> None:
    """Stop here if somebody told of too many today: our mail must not become a nuisance."""
    day_ago = timezone.now() - timedelta(days=1)
    told = Affiliation.objects.filter(person=by.somebody, created_at__gt=day_ago)
    if told.count() >= MOST_A_DAY:
        raise Limited(_("You have told of many today: go on tomorrow."))


def told(
    organization: Organization, person: Person, role: str, started: date | None, ended: date | None
) -> Affiliation:
    """Make an affiliation of what a person tells; they tell of each role once while it lasts."""
    affiliation = Affiliation(
        organization=organization,
        person=person,
        role=clean_line(role, field="role"),
        started_on=started,
        ended_on=ended,
    )
    check_days(affiliation)
    same = Affiliation.objects.filter(
        organization=organization, person=person, folded_role=folded(affiliation.role)
    )
    known = same.filter(state__in=STANDING, ended_on=None).first()
    if known is not None and ended is None:
        raise Conflict(_("You have told of this already."), current=known, field="role")
    return affiliation


def check_days(affiliation: Affiliation) -> None:
    """Refuse days that nobody means, and an end before the start."""
    first, last = affiliation.started_on, affiliation.ended_on
    for day, field in ((first, "started_on"), (last, "ended_on")):
        if day is not None and day.year not in YEARS:
            raise Invalid(_("Nobody works that far from now."), field=field)
    if first is not None and last is not None and last < first:
        raise Invalid(_("It cannot end before it starts."), field="ended_on")


def decide(affiliation: Affiliation, state: AffiliationState, by: Actor) -> None:
    """Write down what was decided, by whom."""
    affiliation.state = state
    affiliation.decided_at, affiliation.decided_by_id = timezone.now(), by.somebody
    affiliation.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def ask_organization(affiliation: Affiliation) -> None:
    """Write to those who can confirm it: the contacts, or where there are none the moderators."""
    contacts = Person.objects.members().filter(contact_of__organization=affiliation.organization)
    moderators = Person.objects.members().filter(is_moderator=True)
    _write("people/affiliation_proposed", contacts or moderators, affiliation)


def tell_person(affiliation: Affiliation, what: str) -> None:
    """Write to the person what became of it: confirmed, refused, ended."""
    person = Person.objects.filter(pk=affiliation.person_id)
    _write(f"people/affiliation_{what}", person, affiliation)


def _write(name: str, readers: Iterable[Person], affiliation: Affiliation) -> None:
    words = {
        "person": affiliation.person.name,
        "organization": affiliation.organization.name,
        "role": affiliation.role,
        "reason": affiliation.reason,
        "ended_on": affiliation.ended_on,
        "front_end": settings.FRONT_END,
    }
    for reader in list(readers)[:MOST_WRITTEN_TO]:
        said = words | {"reader": reader.name}
        queue_written(
            name,
            to=reader.email,
            language=reader.language,
            words=said,
            matter=Matter.AFFILIATIONS,
        )
