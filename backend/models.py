"""What every row of ours has: a key that sorts by time and cannot be guessed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.db import models
from django.utils import timezone

from .folding import fold

LONGEST_FOLDED = 400  # characters of a name that tell it from another


def new_key() -> UUID:
    """Make a UUIDv7 (RFC 9562): later keys sort after earlier ones."""
    return uuid_utils.compat.uuid7()


class Identified(models.Model):
    """A row with a UUIDv7 key and the moment it came to be."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it came to be."
    )

    class Meta:
        abstract = True


def folded(name: str) -> str:
    """Give a name as names are compared; one without letters or digits, by its signs."""
    return (fold(name) or name.casefold())[:LONGEST_FOLDED]


class Folded(models.CharField):  # type: ignore[type-arg] # generic for the stubs alone
    """A column that holds another as names are compared: `folded`, whenever the row is saved."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        kwargs = {"max_length": LONGEST_FOLDED, "editable": False, "blank": True, **kwargs}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        value = folded(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value
