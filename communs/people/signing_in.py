"""Who signs in, and who is signed in: allauth's rules, and our own reading of an account."""

from __future__ import annotations

from uuid import UUID

from allauth.account import auth_backends
from django.db import DEFAULT_DB_ALIAS

from backend.statements import Reading, Row, read

from .models import Person
from .whose import Whose

COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Lets people in as allauth does, and finds them again for each of their requests."""

    def get_user(self, user_id: UUID) -> Person | None:
        """Give the account that a session speaks for; None when it is closed."""
        person = account(*read([account_of(Whose(user_id))]))
        return person if person and self.user_can_authenticate(person) else None


def account_of(whose: Whose) -> Reading:
    """Want the row of an account."""
    return whose.reading(
        "an account", lambda: Person.objects.filter(whose.theirs("pk")).values_list(*COLUMNS)
    )


def account(rows: list[Row]) -> Person | None:
    """Make a person of what `account_of` wants."""
    return Person.from_db(DEFAULT_DB_ALIAS, COLUMNS, rows[0]) if rows else None
