"""Files in the graph: never themselves, only what they are and where they are fetched."""

from __future__ import annotations

from typing import Any

import graphene

from backend.files.models import TextState

from .columns import Column, Computed, each
from .inputs import choice


def address_of(key: str | None) -> str | None:
    """Give the address of a file, from the root of this server."""
    return f"/files/{key}" if key else None


class Address(Computed):
    """The address of the file that a column names; null where it names none."""

    def __init__(self, column: str, **options: Any) -> None:
        super().__init__(graphene.String, each(address_of), needs=(f"{column}__key",), **options)


def file_name(column: str) -> Column:
    """Make the field of a file's name."""
    described = "The name it is downloaded under."
    return Column(graphene.String, f"{column}__name", required=True, description=described)


def file_kind(column: str) -> Column:
    """Make the field of a file's media type."""
    described = "Its media type, as its content shows it."
    return Column(graphene.String, f"{column}__kind", required=True, description=described)


def file_size(column: str) -> Column:
    """Make the field of a file's length."""
    described = "How long it is, in bytes."
    return Column(graphene.Int, f"{column}__size", required=True, description=described)


def file_digest(column: str) -> Column:
    """Make the field of a file's digest."""
    described = "The SHA-256 of its content, in hexadecimal."
    return Column(graphene.String, f"{column}__sha256", required=True, description=described)


def file_text_state(column: str) -> Computed:
    """Make the field that tells whether a file is found by its text."""
    return Computed(
        choice(TextState),
        each(lambda state: state or TextState.NONE.value),
        needs=(f"{column}__reading__state",),
        required=True,
        description="Whether it is found by what it says.",
    )
