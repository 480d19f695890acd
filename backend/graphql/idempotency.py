"""Once per key: a mutation that a client sends again is not done again."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Invalid
from backend.texts import clean_line

from .models import Performed

MOST = 100  # characters of a key


def claim(
    actor: Actor, key: str | None, mutation: str, given: Any
) -> tuple[Performed | None, bool]:
    """Take a key inside the mutation's transaction: its row, and whether it was performed before.

    Whoever comes second waits for the first to end, and then finds what it did.
    """
    if key is None or actor.person is None:
        return None, False
    key = clean_line(key, field="idempotency_key", most=MOST)
    digest = hashlib.sha256(orjson.dumps(given, default=str, option=orjson.OPT_SORT_KEYS))
    row = Performed(person=actor.person, key=key, mutation=mutation, digest=digest.hexdigest())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _earlier(row), True
    return row, False


def forget(mutation: str, noun: UUID) -> None:
    """Forget who did this to something: the print of an input can tell what it was."""
    Performed.objects.filter(mutation=mutation, noun=noun).delete()


def _earlier(row: Performed) -> Performed:
    found = Performed.objects.get(person=row.person, key=row.key)
    if (found.mutation, found.digest) != (row.mutation, row.digest):
        raise Invalid(_("This key was already used for something else."), field="idempotency_key")
    return found
