"""What people do with organizations: add them once, edit from a revision, answer for them no more.

How somebody comes to answer for one is told in people's actions.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from backend.files.pictures import Logo
from backend.files.storing import set_picture
from backend.journal import record
from backend.rules import Actor, Conflict
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.territories.models import Territory

from . import rules
from .editing import check_limit, check_name, check_parent, cleaned
from .facts import (
    ContactMade,
    ContactRemoved,
    LogoRemoved,
    LogoSet,
    OrganizationAdded,
    OrganizationClassified,
    OrganizationEdited,
)
from .models import Organization, OrganizationContact, OrganizationKind
from .queries import by_now

TheOrganization = Annotated[Organization, "The organization."]
TheContact = Annotated[OrganizationContact, "The contact."]


def add_organization(
    *,
    by: Actor,
    name: Annotated[str, "Its name, on one line: at most 200 characters."],
    kind: Annotated[OrganizationKind, "What it is."],
    website: Annotated[str | None, "Where it is on the web: http or https."] = None,
    description: Annotated[str | None, "What it does, in Markdown."] = None,
    territory: Annotated[Territory | None, "Where it has its seat."] = None,
    parent: Annotated[Organization | None, "The network that it is part of."] = None,
) -> Organization:
    """Add an organization, and answer for it; moderators of the network only add it.

    CONFLICT, with the one that is there, when it was entered already.
    """
    rules.can_add.require(by)
    check_limit(by)
    given = {"name": name, "website": website or "", "description": description or ""}
    organization = Organization(
        kind=kind,
        territory=territory,
        parent=parent,
        created_by_id=by.somebody,
        **cleaned(given),
    )
    check_name(organization)
    organization.save(force_insert=True)
    record(OrganizationAdded(organization=organization.pk))
    if not by.is_moderator:
        organization.contacts.create(person_id=by.somebody)
        record(ContactMade(organization=organization.pk, person=by.somebody))
    return organization


def edit_organization(
    *,
    by: Actor,
    organization: TheOrganization,
    revision: Annotated[int, "The revision that the edit starts from."],
    name: Annotated[str | Unset, "Its name, on one line: at most 200 characters."] = UNSET,
    kind: Annotated[OrganizationKind | Unset, "What it is."] = UNSET,
    website: Annotated[str | Unset, "Where it is on the web: http or https."] = UNSET,
    description: Annotated[str | Unset, "What it does, in Markdown."] = UNSET,
    territory: Annotated[Territory | Unset | None, "Where it has its seat; null for none."] = UNSET,
    parent: Annotated[
        Organization | Unset | None, "The network that it is part of; null for none."
    ] = UNSET,
) -> Organization:
    """Change what is told of an organization; CONFLICT when it has moved on since the revision."""
    rules.can_edit.require(by_now(by, organization), organization)
    if revision != organization.revision:
        reason = _("Somebody edited this in the meantime: take up from what it is now.")
        raise Conflict(reason, current=organization, field="revision")
    given = {"name": name, "kind": kind, "website": website, "description": description}
    for column, value in cleaned({**given, "territory": territory, "parent": parent}).items():
        setattr(organization, column, value)
    check_name(organization, current=organization)
    if parent:
        check_parent(organization)
    organization.revision += 1
    organization.save()
    record(OrganizationEdited(organization=organization.pk, revision=organization.revision))
    return organization


def classify_organization(
    *,
    by: Actor,
    organization: TheOrganization,
    topics: Topics = UNSET,
    territories: Territories = UNSET,
) -> Organization:
    """Say what an organization is about, and where it is at work."""
    rules.can_classify.require(by_now(by, organization), organization)
    classify(organization, topics=topics, territories=territories)
    record(OrganizationClassified(organization=organization.pk))
    return organization


def set_logo(
    *,
    by: Actor,
    organization: TheOrganization,
    file: Annotated[Logo, "PNG, JPEG, WebP or GIF: kept whole, no side longer than 512 pixels."],
) -> Organization:
    """Show the logo of an organization wherever that is shown."""
    rules.can_set_logo.require(by_now(by, organization), organization)
    set_picture(organization, "logo", file)
    record(LogoSet(organization=organization.pk))
    return organization


def remove_logo(*, by: Actor, organization: TheOrganization) -> Organization:
    """Show no logo of an organization any more: it is gone."""
    rules.can_set_logo.require(by_now(by, organization), organization)
    set_picture(organization, "logo", None)
    record(LogoRemoved(organization=organization.pk))
    return organization


def remove_organization_contact(*, by: Actor, contact: TheContact) -> Organization:
    """No longer answer for an organization; without contacts, moderators look after it."""
    rules.can_remove_contact.require(by, contact)
    organization, person = contact.organization, contact.person_id
    contact.delete()
    record(ContactRemoved(organization=organization.pk, person=person))
    return organization
