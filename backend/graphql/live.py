"""What can be heard: facts of the journal, as types of the graph, from a cursor on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from backend.journal.facts import Fact, subject
from backend.live.listening import Listening
from backend.live.telling import Resync
from backend.rules import Invalid, Missing
from backend.sealing import NoSeal, OthersSeal, seal, unseal

from .batched import Batched, Parents, Record, Typed, Wanted
from .columns import Bound, Column, Computed
from .context import Context
from .ids import key_of
from .nodes import Node, NodeType, node_type

EVENTS: dict[str, Any] = {}  # the type that tells each kind of fact


def cursor_of(position: int) -> str:
    """Name a position of the journal, for clients to resume from: it tells them no number."""
    return seal(position)


def position_of(cursor: str) -> int:
    """Read a position back."""
    try:
        return unseal(cursor)
    except OthersSeal:  # the key was changed: clients fetch anew, and go on
        raise Resync from None
    except NoSeal:
        raise Invalid(_("This is no cursor of a live event."), field="after") from None


class Event(Bound):
    """A type that tells one kind of fact; ``Meta.fact`` names it."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        fact: type[Fact] = options.pop("fact")
        super().__init_subclass_with_meta__(**options)
        EVENTS[fact.kind()] = cls

    @classmethod
    def is_type_of(cls, root: Any, _info: Any) -> bool:
        return isinstance(root, Record) and root.type_name == cls._meta.name

    @classmethod
    def concerns(cls, _fact: Any, _context: Context) -> bool:
        """Whether it is told to whoever listens; of use where nobody shares what they hear."""
        return True


class Told(graphene.Interface):
    """Something that happened, and its place in the order of all that happened."""

    class Meta:
        name = "LiveEvent"

    cursor = Computed(
        graphene.String,
        lambda _context, positions: [cursor_of(position) for position in positions],
        needs=("position",),
        required=True,
        description="Its place: give it as `after` to resume behind it.",
    )
    at = Column(graphene.DateTime, "at", required=True, description="When it happened.")

    @classmethod
    def resolve_type(cls, instance: Record, _info: Any) -> Any:
        return next(kind for kind in EVENTS.values() if kind._meta.name == instance.type_name)


class Live(Batched):
    """Listens to what happens to one row, and tells each entry as its type."""

    def __init__(self, kind: Callable[[], Any], subject_type: NodeType, argument: str) -> None:
        self.kind = kind
        self.subject_type = subject_type
        self.argument = argument

    def listen(self, args: Mapping[str, Any], context: Context) -> Listening:
        """Check that the row may be heard, and say from where on."""
        node: type[Node] = node_type(self.subject_type)
        key = key_of(args[self.argument], node._meta.name, field=self.argument)
        audience = node.visible(context).filter(pk=key).values_list("audience", flat=True).first()
        if audience is None:
            raise Missing(_("There is no such thing, or it is not for you."), field=self.argument)
        after = args.get("after")
        return Listening(
            subject(self.argument, key), audience, None if after is None else position_of(after)
        )

    def tells(self, entry: Any, context: Context) -> bool:
        """Whether this entry is told here."""
        kind = EVENTS.get(entry.kind)
        if kind is None or self.kind() not in kind._meta.interfaces:
            return False
        concerned: bool = kind.concerns(entry.fact, context)
        return concerned

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return [_row(entry, wanted) for entry in parents.values]


class LiveOfViewer(Live):
    """Listens to what happens for whoever asks, and for nobody else."""

    personal = True

    def __init__(self, kind: Callable[[], Any]) -> None:
        self.kind = kind

    def listen(self, args: Mapping[str, Any], context: Context) -> Listening:
        """Say from where on; whose topic it is goes without saying."""
        person = context.actor.somebody
        after = args.get("after")
        topic = subject("person", person)
        return Listening(topic, topic, None if after is None else position_of(after))


def live_of_viewer(kind: Any, *, description: str) -> graphene.Field:
    """Make the subscription that tells what happens for whoever asks."""
    return graphene.Field(
        kind,
        after=_after(),
        required=True,
        description=description,
        resolver=LiveOfViewer(lambda: kind),
    )


def live(
    kind: Any, subject_type: NodeType, argument: str, *, description: str, subject_help: str
) -> graphene.Field:
    """Make the subscription that tells what happens to one row."""
    return graphene.Field(
        kind,
        args={
            argument: graphene.Argument(graphene.ID, required=True, description=subject_help),
            "after": _after(),
        },
        required=True,
        description=description,
        resolver=Live(lambda: kind, subject_type, argument),
    )


def _after() -> graphene.Argument:
    said = "Resume behind this cursor; from now on when it is not given."
    return graphene.Argument(graphene.String, description=said)


def _row(entry: Any, wanted: Wanted) -> Typed:
    type_name = EVENTS[entry.kind]._meta.name
    columns = wanted[type_name] if isinstance(wanted, Mapping) else wanted
    fact = entry.fact
    own = {"position": entry.id, "at": entry.at, "actor": entry.actor}
    return Typed(type_name, tuple(own[c] if c in own else getattr(fact, c) for c in columns))
