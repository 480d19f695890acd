"""What search knows of polls: what is asked, what there is to choose, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.threads.facts import MessageMoved, MessageRemoved

from .facts import OutcomeStated, PollOpened
from .models import Poll


def opened_by(*messages: UUID) -> Iterable[UUID]:
    """Name the polls that stand or fall with messages."""
    return Poll.objects.filter(message__in=messages).values_list("pk", flat=True)


@source
class Polls(Source[Poll]):
    """Polls, found by what they ask and by what came of them; never by what people answered."""

    kind = "poll"
    touched_by = {
        PollOpened: "poll",
        OutcomeStated: "poll",
        MessageRemoved: lambda fact: opened_by(fact.message),
        MessageMoved: lambda fact: opened_by(fact.to_message),
    }

    def rows(self) -> QuerySet[Poll]:
        asked = Poll.objects.standing().select_related("thread", "message", "outcome")
        return asked.prefetch_related("options")

    def document(self, row: Poll) -> Document:
        outcome = plain(row.outcome.statement) if row.outcome else ""
        texts = [plain(row.description), *(option.label for option in row.options.all()), outcome]
        group = row.thread.group_id
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.thread.audience,
            title=row.title,
            body="\n".join(filter(None, texts)),
            at=row.created_at,
            filters={
                "group": (str(group),) if group else (),
                "author": (str(row.opened_by_id),),
            },
            link={"number": str(row.message.number)},
        )
