"""What search refuses, and what it cannot do now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Unavailable


class NothingAsked(Invalid):
    """No word to look for: nothing, or only signs and little words."""

    def __init__(self) -> None:
        super().__init__(_("Type at least one word to look for."), field="query")


class QueryTooLong(Invalid):
    """More than anybody types."""

    def __init__(self, field: str = "query") -> None:
        super().__init__(_("This is too long to search for. Try a few words."), field=field)


class BadCursor(Invalid):
    """A cursor that no page of this search gave."""

    def __init__(self) -> None:
        super().__init__(_("This cursor is not one of this search."), field="after")


class TooDeep(Invalid):
    """A page further down than search reaches."""

    def __init__(self) -> None:
        super().__init__(_("There is no paging this far. Try more precise words."), field="after")


class SearchUnavailable(Unavailable):
    """No index that could answer now: it is being built, or out of reach."""

    def __init__(self) -> None:
        super().__init__(_("Search is being prepared. Try again in a moment."))


class SearchBehind(SearchUnavailable):
    """The index is too far behind to be asked: all that happened before ``as_of`` is in it."""

    def __init__(self, as_of: datetime) -> None:
        super().__init__()
        self.as_of = as_of

    @property
    def extensions(self) -> dict[str, Any]:
        return {**super().extensions, "asOf": self.as_of.isoformat()}


class RebuildUnderway(Unavailable):
    """Another process is building a new index at this moment."""

    def __init__(self) -> None:
        super().__init__(_("The search index is already being rebuilt."))
