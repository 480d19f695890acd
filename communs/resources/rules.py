"""Who may do what to resources: members draft, editors edit, the group's moderators publish."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.threads.rules import looks_after, moderates, speaks

from .choices import ResourceStatus, editors_of
from .models import Resource


@rule(_("Only its editors, and those who look after its group, may do this."))
def edits(actor: Actor, resource: Resource) -> bool:
    """Be named as one who edits it, or look after its group."""
    return editors_of(resource.pk) in actor.audiences or looks_after(actor, resource)


@rule(_("This resource is archived."))
def is_current(_actor: Actor, resource: Resource) -> bool:
    """Be written, or be in use."""
    return resource.status != ResourceStatus.ARCHIVED


@rule(_("This resource is not a draft."))
def is_draft(_actor: Actor, resource: Resource) -> bool:
    """Still wait for its publication."""
    return resource.status == ResourceStatus.DRAFT


@rule(_("This resource is not published."))
def is_published(_actor: Actor, resource: Resource) -> bool:
    """Be out, and in use."""
    return resource.status == ResourceStatus.PUBLISHED


@rule(_("This resource is not archived."))
def is_archived(_actor: Actor, resource: Resource) -> bool:
    """Be out of date."""
    return resource.status == ResourceStatus.ARCHIVED


def of_resource(judged: Rule) -> Rule:
    """Judge what belongs to a resource, a contributor or a file, by the resource."""
    return Rule(lambda actor, part: judged.refusal(actor, part.resource))


can_draft = speaks  # of the group that will look after it
can_edit = edits & is_current
can_publish = looks_after & is_draft
can_archive = moderates & is_published
can_restore = moderates & is_archived
can_credit = can_edit
can_uncredit = of_resource(can_edit)
can_link = can_edit
can_attach = can_edit
can_detach = of_resource(can_attach)
can_classify = can_edit
can_discuss = speaks & is_published
