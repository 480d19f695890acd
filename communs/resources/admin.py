"""Resources in the admin, with their revisions, contributors and links."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Contributor, Link, Resource, Revision


class RevisionInline(ReadOnlyInline):
    """The revisions of a resource."""

    model = Revision
    fields = ("number", "author", "message", "audience", "created_at")
    readonly_fields = fields


class ContributorInline(ReadOnlyInline):
    """Who did what for a resource."""

    model = Contributor
    fields = ("person", "name", "role", "note", "may_edit")
    readonly_fields = fields


class LinkInline(ReadOnlyInline):
    """Where a resource leads."""

    model = Link
    fields = ("position", "url", "label")
    readonly_fields = fields


@admin.register(Resource)
class ResourceAdmin(ReadOnly):
    """Looks at resources."""

    list_display = ("title", "kind", "status", "group", "audience", "revision", "published_at")
    list_filter = ("kind", "status", "language", "licence")
    list_select_related = ("group",)
    search_fields = ("title", "summary")
    inlines = (ContributorInline, LinkInline, RevisionInline)
