"""Groups in the admin, with those who belong and those on their way in."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Group, Invitation, JoinRequest, Membership


class MembershipInline(ReadOnlyInline):
    """The members of a group."""

    model = Membership
    fields = ("person", "role", "created_at")
    readonly_fields = fields


@admin.register(Group)
class GroupAdmin(ReadOnly):
    """Looks at groups."""

    list_display = ("name", "kind", "visibility", "joining", "parent", "created_at")
    list_filter = ("kind", "visibility", "joining")
    list_select_related = ("parent",)
    search_fields = ("name",)
    inlines = (MembershipInline,)


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnly):
    """Looks at requests to join."""

    list_display = ("person", "group", "state", "created_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("person", "group")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Looks at invitations."""

    list_display = ("email", "group", "role", "invited_by", "expires_at", "accepted_at")
    list_filter = ("role",)
    list_select_related = ("group", "invited_by")
    exclude = ("token_hash",)
