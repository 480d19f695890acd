"""One operation of a socket: answered at once, or, for a subscription, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Any

import orjson
from django.utils import translation
from django.utils.translation import gettext
from graphql import FieldNode, GraphQLError, Node, Visitor, visit
from graphql.language import SKIP

from backend.graphql.context import Context
from backend.graphql.documents import Prepared, Rejected
from backend.journal.models import Entry
from backend.live.hub import Hub
from backend.live.listener import Listener
from backend.live.listening import Listening
from backend.live.telling import Resync, Unworded, resume
from backend.rules import Invalid, Reason

from .answers import DATABASE_AWAY, Told, cause_of, dumps, told, told_error, told_failure
from .asking import Asked
from .budgets import Account
from .callers import SocketCaller, TokenRefused
from .outbox import Outbox
from .pool import threads
from .preparing import prepare, told_cost
from .protocol import FORBIDDEN, completed, failed, following


class Operation(Listener):
    """What one `subscribe` message set going, until it is complete."""

    def __init__(
        self,
        name: str,
        asked: Asked,
        caller: SocketCaller,
        outbox: Outbox,
        forget: Callable[[], None],
    ) -> None:
        self._name = name
        self._asked = asked
        self._caller = caller
        self._outbox = outbox
        self._forget = forget
        self._prepared: Prepared | None = None
        self._hub: Hub | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, hub: Hub) -> None:
        """Set to work."""
        self._hub = hub
        self._task = asyncio.create_task(self._run(hub))

    def cancel(self) -> None:
        """Stop; nothing more is said."""
        if self._task:
            self._task.cancel()
        if self._hub and self._prepared:
            self._hub.leave(self)

    async def _run(self, hub: Hub) -> None:
        try:
            answer = await threads().work(self._begin, self._caller.language)
            if answer is None:
                await hub.listen(self)
            else:
                self._outbox.put(following(self._name, answer))
                self._outbox.put(completed(self._name))
                self._forget()
        except TokenRefused:
            self._outbox.close(FORBIDDEN, "Forbidden")
        except Exception as error:  # whatever it was, it is told and the socket lives on
            self._fail(_told_failure(error, self._caller.language))

    def _begin(self) -> str | None:
        """Answer, or make ready to listen and give nothing; in a thread, with the database."""
        context = self._caller.context()
        account = Account(context)
        prepared = prepare(self._asked, account)
        if prepared.kind != "subscription":
            answer = told(prepared.execute(context), told_cost(prepared, account))
            return dumps(answer).decode()
        listening = prepared.subscription(context)
        self.topic, self.audience, self.actor = listening.topic, listening.audience, context.actor
        self.shared = None if prepared.personal else self._sharing(prepared, listening)
        self.position = resume(listening.after)
        self._context, self._prepared = context, prepared
        return None

    def _sharing(self, prepared: Prepared, listening: Listening) -> Hashable:
        variables = {
            name: value
            for name, value in (self._asked.variables or {}).items()
            if name in worded_by(prepared)
        }
        return (
            self._asked.named or self._asked.text,
            self._asked.operation_name,
            orjson.dumps(variables, option=orjson.OPT_SORT_KEYS),
            listening.topic,
            listening.audience,
            self._caller.language,
        )

    # --- as the hub knows it ----------------------------------------------------------------

    def payload(self, entry: Entry) -> str | None:
        assert self._prepared  # noqa: S101 - it listens only when it was prepared
        context = Context(actor=self._context.actor, request=self._context.request)
        with translation.override(self._caller.language):
            result = self._prepared.event(context, entry)
            if result is None:
                return None
            if any(isinstance(cause_of(e), DATABASE_AWAY) for e in result.errors or ()):
                raise Unworded
            return dumps(told(result)).decode()

    def renew(self) -> None:
        self._context = self._caller.context()

    def deliver(self, payload: str) -> None:
        self._outbox.put(following(self._name, payload))

    def end(self, code: str, reason: Reason) -> None:
        with translation.override(self._caller.language):
            self._fail([{"message": str(reason), "extensions": {"code": code}}])

    async def room(self) -> None:
        await self._outbox.room()

    def _fail(self, errors: list[Told]) -> None:
        self._outbox.put(failed(self._name, errors))
        self._forget()


def worded_by(prepared: Prepared) -> frozenset[str]:
    """Name the variables that change how an event is worded.

    Those that are only arguments of the subscription itself say what is heard and from where on.
    """
    found: set[str] = set()

    class Variables(Visitor):
        def enter_variable(self, node: Any, *_rest: Any) -> Any:
            found.add(node.name.value)
            return SKIP

    parts: list[Node] = list(prepared.document.fragments.values())
    for selection in prepared.operation.selection_set.selections:
        if isinstance(selection, FieldNode) and selection.selection_set:
            parts += [selection.selection_set, *selection.directives]
        else:
            parts.append(selection)
    for part in parts:
        visit(part, Variables())
    return frozenset(found)


def _told_failure(error: Exception, language: str) -> list[Told]:
    with translation.override(language):
        if isinstance(error, Rejected):
            return [told_error(each) for each in error.errors]
        if isinstance(error, GraphQLError):
            return [told_error(error)]
        if isinstance(error, RecursionError):
            return [told_failure(Invalid(gettext("The operation is nested too deeply.")))]
        if isinstance(error, Resync):
            message = gettext("The journal does not reach back to this cursor: fetch anew.")
            return [{"message": message, "extensions": {"code": "RESYNC"}}]
        return [told_failure(error)]
