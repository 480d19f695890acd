"""Revisions and contributors: how a resource's texts and credits are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Conflict, Invalid
from backend.texts import clean, clean_address, clean_line
from backend.unset import UNSET
from communs.organizations.models import Organization
from communs.people.models import Person

from .models import Resource, Revision

LONGEST_SUMMARY = 1_000
LONGEST_BODY = 50_000
LONGEST_NOTE = 1_000
MOST_LINKS = 50


@dataclass(frozen=True)
class ResourceLink:
    """Where else to look."""

    url: Annotated[str, "The address: http or https, at most 1,000 characters."]
    label: Annotated[str | None, "What is found there: at most 200 characters."] = None


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give, made clean, those of a resource's columns that were given at all."""
    most = {"summary": LONGEST_SUMMARY, "body": LONGEST_BODY}
    columns = {name: value for name, value in given.items() if value is not UNSET}
    if "title" in columns:
        columns["title"] = clean_line(columns["title"], field="title")
    for name in most.keys() & columns.keys():
        columns[name] = clean(columns[name], field=name, most=most[name], blank=True)
    return columns


def check_current(resource: Resource, revision: int) -> None:
    """Refuse a change that starts from another revision than the newest."""
    if revision != resource.revision:
        reason = _("Somebody edited this in the meantime: take up from what it is now.")
        raise Conflict(reason, current=resource, field="revision")


def write_revision(
    resource: Resource, *, by: Actor, message: str, restores: int | None = None
) -> Revision:
    """Write down how a resource stands now, and by whom."""
    return Revision.objects.create(
        resource=resource,
        audience=resource.audience,
        number=resource.revision,
        author_id=by.somebody,
        message=message,
        restores=restores,
        title=resource.title,
        summary=resource.summary,
        body=resource.body,
    )


def who(
    person: Person | None, organization: Organization | None, name: str | None, *, may_edit: bool
) -> dict[str, Any]:
    """Say who a contributor is: a person or an organization that is known here, or a name."""
    named = clean_line(name or "", field="name", blank=True)
    if [person is not None, organization is not None, bool(named)].count(True) != 1:
        raise Invalid(_("Name a person, or an organization, or give a name: one of the three."))
    if may_edit and person is None:
        raise Invalid(_("Only a person with an account can edit."), field="may_edit")
    return {"person": person, "organization": organization, "name": named}


def clean_links(links: list[ResourceLink]) -> list[dict[str, str]]:
    """Give links made clean, in their order."""
    if len(links) > MOST_LINKS:
        raise Invalid(_("At most %(most)d links.") % {"most": MOST_LINKS}, field="links")
    return [
        {
            "url": clean_address(link.url, field=f"links.{place}.url"),
            "label": clean_line(link.label or "", field=f"links.{place}.label", blank=True),
        }
        for place, link in enumerate(links)
    ]
