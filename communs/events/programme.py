"""Who speaks in an event or in one of its sessions: how the programme is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_line
from communs.organizations.models import Organization
from communs.people.models import Person

from .models import Event, Session, Speaker

MOST_SPEAKERS = 50  # of one event, or of one session
LONGEST_LINE = 300


@dataclass(frozen=True)
class EventSpeaker:
    """Somebody who speaks: a member, or a guest by their name."""

    person: Annotated[Person | None, "Who, if they have an account."] = None
    name: Annotated[str | None, "Who, if they have none: at most 200 characters."] = None
    line: Annotated[str | None, "Who they are, in one line: at most 300 characters."] = None
    organization: Annotated[Organization | None, "The organization that they speak for."] = None


def write_speakers(event: Event, session: Session | None, speakers: Sequence[EventSpeaker]) -> None:
    """Put speakers, in their order, in the place of all who spoke there."""
    if len(speakers) > MOST_SPEAKERS:
        raise Invalid(_("At most %(most)d speakers.") % {"most": MOST_SPEAKERS}, field="speakers")
    _check_once(speakers)
    made = [_speaker(speaker, place) for place, speaker in enumerate(speakers)]
    Speaker.objects.filter(event=event, session=session).delete()
    for speaker in made:
        speaker.event, speaker.session = event, session
    Speaker.objects.bulk_create(made)


def _speaker(given: EventSpeaker, place: int) -> Speaker:
    field = f"speakers.{place}"
    name = clean_line(given.name or "", field=f"{field}.name", blank=True)
    if (given.person is None) == (not name):
        reason = _("Name a person with an account, or give a name: one of the two.")
        raise Invalid(reason, field=field)
    return Speaker(
        person=given.person,
        name=name,
        line=clean_line(given.line or "", field=f"{field}.line", most=LONGEST_LINE, blank=True),
        organization=given.organization,
        position=place + 1,
    )


def _check_once(speakers: Sequence[EventSpeaker]) -> None:
    named: set[UUID] = set()
    for place, speaker in enumerate(speakers):
        if speaker.person and speaker.person.pk in named:
            raise Invalid(_("They are named already."), field=f"speakers.{place}.person")
        if speaker.person:
            named.add(speaker.person.pk)
