"""Django's admin, for looking: whoever may change anything does it by actions, with their facts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg] # generic for the stubs alone
    """Shows rows to staff; adds, changes and deletes none."""

    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let an address narrow by the filters alone: by any other, what is not shown is guessed.

        A password's hash, say, or the key of a session, letter by letter.
        """
        return lookup.partition(LOOKUP_SEP)[0] in self.list_filter

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg] # generic for the stubs alone
    """Shows the rows that belong to another."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
