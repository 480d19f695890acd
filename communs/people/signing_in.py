"""Who signs in, and who is signed in: allauth's rules, and our own reading of an account."""

from __future__ import annotations

from uuid import UUID

from allauth.account import auth_backends
from django.db import DEFAULT_DB_ALIAS

from backend.statements import Reading, Row, read

from .models import Person
from .whose import Whose

WHOLE = tuple(field.attname for field in Person._meta.concrete_fields)
# What a request has to know of who asks; in the order of the columns, as `from_db` takes them.
ASKING = tuple(each for each in WHOLE if each in {"id", "password", "is_active", "is_moderator"})


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Lets people in as allauth does, and finds them again for each of their requests."""

    def get_user(self, user_id: UUID) -> Person | None:
        """Give the account that a session speaks for; None when it is closed."""
        (rows,) = read([account_of(Whose(user_id), WHOLE)])
        person = account(rows, WHOLE)
        return person if person and self.user_can_authenticate(person) else None


def account_of(whose: Whose, columns: tuple[str, ...]) -> Reading:
    """Want these columns of an account."""
    return whose.reading(
        f"{columns} of an account",
        lambda: Person.objects.filter(whose.theirs("pk")).order_by().values_list(*columns),
    )


def account(rows: list[Row], columns: tuple[str, ...]) -> Person | None:
    """Make a person of what `account_of` wants."""
    return Person.from_db(DEFAULT_DB_ALIAS, columns, rows[0]) if rows else None
