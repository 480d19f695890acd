"""What people do about themselves, and about who is of which organization.

How they sign in is told in ``accounts.py``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.files.pictures import Picture
from backend.files.storing import set_picture
from backend.journal import record
from backend.mail import stopping
from backend.rules import Actor, Conflict, Invalid, Limited
from backend.texts import clean, clean_line
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.organizations.editing import MOST_CONTACTS
from communs.organizations.facts import ContactMade
from communs.organizations.models import Organization, OrganizationContact
from communs.organizations.queries import by_now

from . import facts, rules
from .affiliating import (
    LONGEST_REASON,
    ask_organization,
    check_days,
    check_limit,
    decide,
    tell_person,
    told,
)
from .facts import AvatarRemoved, AvatarSet, ProfileClassified, ProfileEdited
from .letters import Matter
from .models import Affiliation, AffiliationState, Language, Person

LONGEST_BIOGRAPHY = 20_000
MOST_LANGUAGES = 20

TheOrganization = Annotated[Organization, "The organization."]
AContact = Annotated[Person, "Who answers for it besides."]
TheAffiliation = Annotated[Affiliation, "The affiliation."]


def edit_profile(
    *,
    by: Actor,
    name: Annotated[
        str | Unset, "The name you are known by, on one line: at most 200 characters."
    ] = UNSET,
    biography: Annotated[
        str | Unset, "What you tell of yourself, in Markdown: at most 20,000 characters."
    ] = UNSET,
    languages: Annotated[
        list[str] | Unset, "The languages you work in, by ISO 639-1 code: fr, en, oc…"
    ] = UNSET,
    language: Annotated[Language | Unset, "The language that Communs writes to you in."] = UNSET,
) -> Person:
    """Change what you tell of yourself; what is not given stays as it is."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    if name is not UNSET:
        person.name = clean_line(name, field="name")
    if biography is not UNSET:
        person.biography = clean(biography, field="biography", most=LONGEST_BIOGRAPHY, blank=True)
    if languages is not UNSET:
        person.languages = _codes(languages)
    if language is not UNSET:
        person.language = language
    person.save(update_fields=["name", "biography", "languages", "language"])
    record(ProfileEdited(person=person.pk))
    return person


def stop_letters(
    *, by: Actor, matters: Annotated[list[Matter], "What you want no more letters about."]
) -> Person:
    """Be spared letters about some matters; those about your account always come."""
    rules.can_choose_letters.require(by)
    person = Person.objects.get(pk=by.somebody)
    stopping.stop(person.email, matters)
    return person


def resume_letters(
    *, by: Actor, matters: Annotated[list[Matter], "What you want letters about again."]
) -> Person:
    """Have letters about some matters sent again."""
    rules.can_choose_letters.require(by)
    person = Person.objects.get(pk=by.somebody)
    stopping.resume(person.email, matters)
    return person


def set_avatar(
    *, by: Actor, file: Annotated[Picture, "PNG, JPEG, WebP or GIF: the middle of it is kept."]
) -> Person:
    """Show your portrait beside your name, wherever that is shown."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    set_picture(person, "avatar", file)
    record(AvatarSet(person=person.pk))
    return person


def remove_avatar(*, by: Actor) -> Person:
    """Show no portrait any more: it is gone."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    set_picture(person, "avatar", None)
    record(AvatarRemoved(person=person.pk))
    return person


def classify_profile(
    *, by: Actor, topics: Topics = UNSET, territories: Territories = UNSET
) -> Person:
    """Say what you know about, and where you work: so others find who knows what."""
    rules.can_classify.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    classify(person, topics=topics, territories=territories)
    record(ProfileClassified(person=person.pk))
    return person


def propose_affiliation(
    *,
    by: Actor,
    organization: TheOrganization,
    role: Annotated[str, "What you are in it, on one line: at most 200 characters."],
    started_on: Annotated[date | None, "The first day, if you know it."] = None,
    ended_on: Annotated[date | None, "The day it ends or ended, if you know it."] = None,
) -> Affiliation:
    """Say what you are in an organization; one of its contacts, or a moderator, confirms it.

    What its own contact says is confirmed at once. CONFLICT when you have said so already.
    """
    rules.can_propose.require(by)
    check_limit(by)
    person = Person.objects.get(pk=by.somebody)
    affiliation = told(organization, person, role, started_on, ended_on)
    affiliation.save(force_insert=True)
    record(facts.AffiliationProposed(**_named(affiliation)))
    if organization.contacts.filter(person=person).exists():
        decide(affiliation, AffiliationState.CONFIRMED, by)
        record(facts.AffiliationConfirmed(**_named(affiliation)))
    else:
        ask_organization(affiliation)
    return affiliation


def confirm_affiliation(*, by: Actor, affiliation: TheAffiliation) -> Affiliation:
    """Say, for the organization, that it is so: members see it from now on."""
    rules.can_decide.require(by_now(by, affiliation.organization), affiliation)
    decide(affiliation, AffiliationState.CONFIRMED, by)
    tell_person(affiliation, "confirmed")
    record(facts.AffiliationConfirmed(**_named(affiliation)))
    return affiliation


def refuse_affiliation(
    *,
    by: Actor,
    affiliation: TheAffiliation,
    reason: Annotated[str, "Why, as it is mailed to them: at most 1,000 characters."],
) -> Affiliation:
    """Say, for the organization, that it is not so, and why."""
    rules.can_decide.require(by_now(by, affiliation.organization), affiliation)
    affiliation.reason = clean(reason, field="reason", most=LONGEST_REASON)
    decide(affiliation, AffiliationState.REFUSED, by)
    tell_person(affiliation, "refused")
    record(facts.AffiliationRefused(**_named(affiliation)))
    return affiliation


def withdraw_affiliation(*, by: Actor, affiliation: TheAffiliation) -> Affiliation:
    """Take back what you said, as long as nobody has decided."""
    rules.can_withdraw.require(by, affiliation)
    decide(affiliation, AffiliationState.WITHDRAWN, by)
    record(facts.AffiliationWithdrawn(**_named(affiliation)))
    return affiliation


def end_affiliation(
    *,
    by: Actor,
    affiliation: TheAffiliation,
    ended_on: Annotated[date | None, "The day it ends or ended; today, unless said."] = None,
) -> Affiliation:
    """Say that somebody is no longer of an organization: yourself, or as its contact."""
    rules.can_end.require(by_now(by, affiliation.organization), affiliation)
    affiliation.ended_on = ended_on or timezone.localdate()
    check_days(affiliation)
    affiliation.save(update_fields=["ended_on"])
    if by.person != affiliation.person_id:
        tell_person(affiliation, "ended")
    record(facts.AffiliationEnded(**_named(affiliation)))
    return affiliation


def make_organization_contact(
    *,
    by: Actor,
    organization: TheOrganization,
    person: AContact,
) -> OrganizationContact:
    """Let somebody answer for an organization: edit it, and say who is of it."""
    rules.can_make_contact.require(by_now(by, organization), organization)
    known = organization.contacts.filter(person=person).first()
    if known is not None:
        raise Conflict(_("This person is a contact already."), current=known, field="person")
    if organization.contacts.count() >= MOST_CONTACTS:
        raise Limited(_("At most %(most)d contacts.") % {"most": MOST_CONTACTS})
    contact = organization.contacts.create(person=person)
    record(ContactMade(organization=organization.pk, person=person.pk))
    return contact


def _named(affiliation: Affiliation) -> dict[str, UUID]:
    """Say whose affiliation with what it is, as the facts about it name it."""
    return {
        "person": affiliation.person_id,
        "organization": affiliation.organization_id,
        "affiliation": affiliation.pk,
    }


def _codes(languages: list[str]) -> list[str]:
    """Give language codes as they are written, each once, in the order given."""
    codes = list(dict.fromkeys(code.strip().lower() for code in languages))
    if any(not (len(code) == 2 and code.isascii() and code.isalpha()) for code in codes):
        raise Invalid(_("Name each language by its two letters: fr, en, oc…"), field="languages")
    if len(codes) > MOST_LANGUAGES:
        reason = _("At most %(most)d languages.") % {"most": MOST_LANGUAGES}
        raise Invalid(reason, field="languages")
    return codes
