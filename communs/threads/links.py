"""Links: where a front end shows a thread, and one message of it. These addresses are kept."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from backend.graphql.ids import to_global_id


def link_to(thread: UUID, number: int | None = None) -> str:
    """Give the address of a thread, or of its message N: ``/threads/<id>#<N>``."""
    place = f"#{number}" if number else ""
    return f"{settings.FRONT_END.rstrip('/')}/threads/{to_global_id('Thread', thread)}{place}"
