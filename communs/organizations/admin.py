"""Organizations in the admin, with those who answer for them."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Organization, OrganizationContact


class ContactInline(ReadOnlyInline):
    """Those who answer for an organization."""

    model = OrganizationContact
    fields = ("person", "created_at")
    readonly_fields = fields


@admin.register(Organization)
class OrganizationAdmin(ReadOnly):
    """Looks at organizations."""

    list_display = ("name", "kind", "website", "parent", "created_at")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "folded_name")
    inlines = (ContactInline,)
