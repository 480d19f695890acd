"""What people do with resources: draft, edit, publish, credit, attach files, archive, discuss."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone

from backend.files.documents import Document
from backend.files.storing import discard, store
from backend.journal import record
from backend.rules import Actor
from backend.texts import clean, clean_line
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.people.models import Person
from communs.threads.models import Thread
from communs.threads.opening import start_thread
from communs.threads.reach import Reach

from . import rules
from .attaching import next_place
from .choices import (
    ContributorRole,
    Licence,
    ResourceKind,
    ResourceLanguage,
    ResourceStatus,
    editors_of,
)
from .editing import (
    LONGEST_NOTE,
    ResourceLink,
    check_current,
    clean_links,
    cleaned,
    who,
    write_revision,
)
from .facts import (
    ContributorCredited,
    ContributorUncredited,
    FileAttached,
    FileDetached,
    ResourceArchived,
    ResourceClassified,
    ResourceDrafted,
    ResourceEdited,
    ResourceLinksSet,
    ResourcePublished,
    ResourceRestored,
    ResourceThreadOpened,
)
from .models import Attachment, Contributor, Link, Resource
from .queries import revision_of

TheResource = Annotated[Resource, "The resource."]
TheContributor = Annotated[Contributor, "The contributor."]
TheAttachment = Annotated[Attachment, "The attachment."]
TheGroup = Annotated[Group, "The group that will look after it: one of yours."]


def draft_resource(
    *,
    by: Actor,
    group: TheGroup,
    title: Annotated[str, "Its title, on one line: at most 200 characters."],
    kind: Annotated[ResourceKind, "What it is."],
    summary: Annotated[str | None, "What it is about: at most 1,000 characters."] = None,
    body: Annotated[str | None, "Its text, in Markdown: at most 50,000 characters."] = None,
    language: Annotated[ResourceLanguage | None, "Its language; French unless said."] = None,
    licence: Annotated[Licence | None, "What others may do; CC BY-SA 4.0 unless said."] = None,
) -> Resource:
    """Begin a resource, for its editors and those who look after the group, until published."""
    rules.can_draft.require(by, group)
    texts = cleaned({"title": title, "summary": summary or "", "body": body or ""})
    resource = Resource(
        group=group,
        created_by_id=by.somebody,
        kind=kind,
        language=language or ResourceLanguage.FR,
        licence=licence or Licence.CC_BY_SA_4_0,
        **texts,
    )
    resource.audience = editors_of(resource.pk)
    resource.save(force_insert=True)
    write_revision(resource, by=by, message="")
    resource.contributors.create(person_id=by.somebody, role=ContributorRole.AUTHOR, may_edit=True)
    record(ResourceDrafted(resource=resource.pk))
    return resource


def edit_resource(
    *,
    by: Actor,
    resource: TheResource,
    revision: Annotated[int, "The number of the revision that the edit starts from."],
    message: Annotated[str | None, "What was changed: at most 200 characters."] = None,
    title: Annotated[str | Unset, "Its title, on one line: at most 200 characters."] = UNSET,
    summary: Annotated[str | Unset, "What it is about: at most 1,000 characters."] = UNSET,
    body: Annotated[str | Unset, "Its text, in Markdown: at most 50,000 characters."] = UNSET,
    kind: Annotated[ResourceKind | Unset, "What it is."] = UNSET,
    language: Annotated[ResourceLanguage | Unset, "What it is written in."] = UNSET,
    licence: Annotated[Licence | Unset, "What others may do with it."] = UNSET,
) -> Resource:
    """Change a resource, as a new revision; CONFLICT when it has moved on since the one named."""
    rules.can_edit.require(by, resource)
    check_current(resource, revision)
    given = {"title": title, "summary": summary, "body": body}
    given |= {"kind": kind, "language": language, "licence": licence}
    for name, value in cleaned(given).items():
        setattr(resource, name, value)
    resource.revision += 1
    resource.save()
    said = clean_line(message or "", field="message", blank=True)
    write_revision(resource, by=by, message=said)
    record(ResourceEdited(resource=resource.pk, revision=resource.revision))
    return resource


def restore_revision(
    *,
    by: Actor,
    resource: TheResource,
    revision: Annotated[int, "The number of the revision that stands now, as you know it."],
    number: Annotated[int, "The number of the earlier revision to bring back."],
    message: Annotated[str | None, "Why: at most 200 characters."] = None,
) -> Resource:
    """Bring back the title and texts of an earlier revision, as a new one: none is lost."""
    rules.can_edit.require(by, resource)
    check_current(resource, revision)
    former = revision_of(resource, number, by)
    said = clean_line(message or "", field="message", blank=True)
    resource.title, resource.summary, resource.body = former.title, former.summary, former.body
    resource.revision += 1
    resource.save()
    write_revision(resource, by=by, message=said, restores=number)
    record(ResourceEdited(resource=resource.pk, revision=resource.revision, restores=number))
    return resource


def publish_resource(
    *,
    by: Actor,
    resource: TheResource,
    reach: Annotated[Reach, "Who sees it from now on."],
) -> Resource:
    """Show a draft to others, as it stands; its earlier revisions stay its editors'."""
    rules.can_publish.require(by, resource)
    resource.audience = reach.audience(resource.group_id)
    resource.status = ResourceStatus.PUBLISHED
    resource.published_at = timezone.now()
    resource.save(update_fields=["audience", "status", "published_at"])
    resource.revisions.filter(number=resource.revision).update(audience=resource.audience)
    record(ResourcePublished(resource=resource.pk, revision=resource.revision))
    return resource


def archive_resource(*, by: Actor, resource: TheResource) -> Resource:
    """Say that a resource is out of date: it stays readable, and is no longer edited."""
    rules.can_archive.require(by, resource)
    resource.status = ResourceStatus.ARCHIVED
    resource.archived_at = timezone.now()
    resource.save(update_fields=["status", "archived_at"])
    record(ResourceArchived(resource=resource.pk))
    return resource


def restore_resource(*, by: Actor, resource: TheResource) -> Resource:
    """Take an archived resource into use again."""
    rules.can_restore.require(by, resource)
    resource.status = ResourceStatus.PUBLISHED
    resource.archived_at = None
    resource.save(update_fields=["status", "archived_at"])
    record(ResourceRestored(resource=resource.pk))
    return resource


def credit_contributor(
    *,
    by: Actor,
    resource: TheResource,
    role: Annotated[ContributorRole, "What they did, in one word."],
    person: Annotated[Person | None, "Who, if they have an account."] = None,
    organization: Annotated[Organization | None, "Which one, if it is known here."] = None,
    name: Annotated[str | None, "Who, if they are not known here: a person or a body."] = None,
    note: Annotated[str | None, "What they did: at most 1,000 characters."] = None,
    may_edit: Annotated[bool | None, "Whether they may edit it; no, unless said."] = None,
) -> Contributor:
    """Say what somebody did for a resource; said again of the same role, it replaces the former."""
    rules.can_credit.require(by, resource)
    note = clean(note or "", field="note", most=LONGEST_NOTE, blank=True)
    contributor, _created = Contributor.objects.update_or_create(
        resource=resource,
        role=role,
        **who(person, organization, name, may_edit=bool(may_edit)),
        defaults={"note": note, "may_edit": bool(may_edit)},
    )
    record(ContributorCredited(resource=resource.pk, contributor=contributor.pk))
    return contributor


def uncredit_contributor(*, by: Actor, contributor: TheContributor) -> Resource:
    """No longer name somebody for what they did; what they edited by that name stays as it is."""
    rules.can_uncredit.require(by, contributor)
    resource, key = contributor.resource, contributor.pk
    contributor.delete()
    record(ContributorUncredited(resource=resource.pk, contributor=key))
    return resource


def set_resource_links(
    *,
    by: Actor,
    resource: TheResource,
    links: Annotated[list[ResourceLink], "All its links, in their order: at most 50."],
) -> Resource:
    """Say where else to look: these links take the place of all former ones."""
    rules.can_link.require(by, resource)
    made = clean_links(links)
    resource.links.all().delete()
    Link.objects.bulk_create(
        Link(resource=resource, position=place, **link) for place, link in enumerate(made, 1)
    )
    record(ResourceLinksSet(resource=resource.pk))
    return resource


def attach_file(
    *,
    by: Actor,
    resource: TheResource,
    file: Annotated[
        Document, "PDF, OpenDocument, Office, text, CSV, Markdown, PNG, JPEG, WebP or GIF."
    ],
    label: Annotated[str | None, "What is in it: at most 200 characters."] = None,
) -> Attachment:
    """Add a file to a resource, for whoever sees the resource; at most 50."""
    rules.can_attach.require(by, resource)
    said = clean_line(label or "", field="label", blank=True)
    attachment = Attachment.objects.create(
        resource=resource,
        position=next_place(resource),
        label=said,
        attached_by_id=by.somebody,
        file=store(file),
    )
    record(FileAttached(resource=resource.pk, attachment=attachment.pk))
    return attachment


def detach_file(*, by: Actor, attachment: TheAttachment) -> Resource:
    """Take a file off a resource: it is gone."""
    rules.can_detach.require(by, attachment)
    resource, key = attachment.resource, attachment.pk
    attachment.delete()
    discard(attachment.file)
    record(FileDetached(resource=resource.pk, attachment=key))
    return resource


def classify_resource(
    *, by: Actor, resource: TheResource, topics: Topics = UNSET, territories: Territories = UNSET
) -> Resource:
    """Say what a resource is about, and for which territories it speaks."""
    rules.can_classify.require(by, resource)
    classify(resource, topics=topics, territories=territories)
    record(ResourceClassified(resource=resource.pk))
    return resource


def open_resource_thread(*, by: Actor, resource: TheResource) -> Thread:
    """Begin to discuss a published resource, among those who see it; or find where that is done."""
    rules.can_discuss.require(by, resource)
    if resource.thread is not None:
        return resource.thread
    resource.thread = start_thread(
        by=by, title=resource.title, audience=resource.audience, group=resource.group_id
    )
    resource.save(update_fields=["thread"])
    record(ResourceThreadOpened(resource=resource.pk, thread=resource.thread.pk))
    return resource.thread
