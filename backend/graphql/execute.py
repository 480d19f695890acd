"""Breadth-first execution: each field of a plan is resolved once, for all its parents together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    located_error,
)

from .batched import Index, Parents, Typed
from .context import Context
from .plan import Choice, FieldPlan, Selection


class Slot(NamedTuple):
    """A place in the answer, and the place around it, to which a null may have to rise."""

    container: Any  # a dict or a list
    key: Any  # the response key, or the index
    nullable: bool
    around: Slot | None

    @property
    def path(self) -> list[str | int]:
        """Where it is, from the root."""
        above = self.around.path if self.around else []
        return [*above, self.key] if self.key is not None else above

    @property
    def rank(self) -> tuple[int, ...]:
        """Where it stands among all places when they are taken depth first."""
        if self.around is None:
            return ()
        at = self.key if isinstance(self.container, list) else list(self.container).index(self.key)
        return (*self.around.rank, at)


class Fault(NamedTuple):
    """An error, the place where it came up, and the null that it left behind."""

    error: GraphQLError
    place: Slot
    null: Slot


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects at one position: their values, and the dicts that become their answers."""

    values: Sequence[Any]
    index: Index
    answers: Sequence[dict[str, Any]]
    slots: Sequence[Slot]


class Run:
    """The execution of one plan, once."""

    def __init__(self, context: Context, variables: dict[str, Any]) -> None:
        self.context = context
        self.variables = variables
        self.faults: list[Fault] = []

    def execute(self, selection: Selection, root: Any = None) -> ExecutionResult:
        """Answer a whole operation."""
        holder: dict[Any, Any] = {None: {}}
        slot = Slot(holder, None, nullable=True, around=None)
        objects = Objects([root], {}, [holder[None]], [slot])
        for field in selection.fields:
            if holder[None] is None:
                break  # all is null already: no mutation that follows is performed
            self._field(selection, field, objects)
        return ExecutionResult(holder[None], self._errors() or None)

    def select(self, selection: Selection, objects: Objects) -> None:
        """Resolve every field of a selection for all objects of a position."""
        for field in selection.fields:
            self._field(selection, field, objects)

    def _field(self, selection: Selection, field: FieldPlan, objects: Objects) -> None:
        if field.resolver is None:
            for answer in objects.answers:
                answer[field.key] = selection.type_name
        elif field.below is None and not _is_list(field.kind):
            self._leaves(field, objects)
        else:
            values = self._resolve(field, objects)
            self._complete(field, field.kind, values, self._slots(field, objects))

    def _resolve(self, field: FieldPlan, objects: Objects) -> Sequence[Any]:
        assert field.resolver is not None  # noqa: S101 - `select` answers __typename itself
        try:
            args = field.arguments(self.variables)
            parents = Parents(objects.values, objects.index)
            return field.resolver.batch(parents, args, self.context, field.wanted)
        except Exception as error:  # every error of a field is told at its place in the answer
            return [error] * len(objects.values)

    def _leaves(self, field: FieldPlan, objects: Objects) -> None:
        kind, nullable = _nullable(field.kind)
        serialize, key = kind.serialize, field.key
        for at, value in enumerate(self._resolve(field, objects)):
            if value is None or isinstance(value, Exception):
                slot = Slot(objects.answers[at], key, nullable, objects.slots[at])
                self._empty(field, value, slot)
                continue
            try:
                objects.answers[at][key] = serialize(value)
            except Exception as error:  # as for a resolver
                slot = Slot(objects.answers[at], key, nullable, objects.slots[at])
                self._empty(field, error, slot)

    def _slots(self, field: FieldPlan, objects: Objects) -> list[Slot]:
        _kind, nullable = _nullable(field.kind)
        return [
            Slot(answer, field.key, nullable, around)
            for answer, around in zip(objects.answers, objects.slots, strict=True)
        ]

    def _complete(
        self, field: FieldPlan, kind: Any, values: Sequence[Any], slots: Sequence[Slot]
    ) -> None:
        """Put values into their slots, whatever they are."""
        kind, _null = _nullable(kind)
        present = list(self._present(field, values, slots))
        if isinstance(kind, GraphQLList):
            self._complete_lists(field, kind.of_type, present)
        elif isinstance(field.below, Choice):
            self._complete_choice(field.below, present)
        elif field.below is None:
            self._complete_leaves(field, kind.serialize, present)
        else:
            self._complete_objects(field.below, present, field)

    def _present(
        self, field: FieldPlan, values: Sequence[Any], slots: Sequence[Slot]
    ) -> Iterator[tuple[Any, Slot]]:
        for value, slot in zip(values, slots, strict=True):
            if value is None or isinstance(value, Exception):
                self._empty(field, value, slot)
            else:
                yield value, slot

    def _complete_lists(self, field: FieldPlan, kind: Any, present: list[tuple[Any, Slot]]) -> None:
        _kind, nullable = _nullable(kind)
        values: list[Any] = []
        slots: list[Slot] = []
        for items, slot in present:
            answers = [None] * len(items)
            slot.container[slot.key] = answers
            values.extend(items)
            slots.extend(Slot(answers, at, nullable, slot) for at in range(len(answers)))
        self._complete(field, kind, values, slots)

    def _complete_leaves(
        self, field: FieldPlan, serialize: Callable[[Any], Any], present: list[tuple[Any, Slot]]
    ) -> None:
        for value, slot in present:
            try:
                slot.container[slot.key] = serialize(value)
            except Exception as error:  # as for a resolver
                self._empty(field, error, slot)

    def _complete_objects(
        self, selection: Selection, present: list[tuple[Any, Slot]], field: FieldPlan | None = None
    ) -> None:
        answers: list[dict[str, Any]] = [{} for _value in present]
        for answer, (_value, slot) in zip(answers, present, strict=True):
            slot.container[slot.key] = answer
        values, slots = [value for value, _slot in present], [slot for _value, slot in present]
        if values:
            self.select(selection, Objects(values, selection.index, answers, slots))

    def _complete_choice(self, choice: Choice, present: list[tuple[Any, Slot]]) -> None:
        by_type: dict[str, list[tuple[Any, Slot]]] = {}
        for (type_name, row), slot in ((Typed(*value), slot) for value, slot in present):
            by_type.setdefault(type_name, []).append((row, slot))
        for type_name, of_type in by_type.items():
            self._complete_objects(choice.selections[type_name], of_type)

    def _empty(self, field: FieldPlan, value: Exception | None, slot: Slot) -> None:
        """Put a null where there is no value; where none may stand, it rises."""
        if value is None and not slot.nullable:
            name = f"{field.parent}.{field.nodes[0].name.value}"
            value = TypeError(f"Cannot return null for non-nullable field {name}.")
        place = slot
        place.container[place.key] = None
        while not slot.nullable and slot.around is not None:
            slot = slot.around
        slot.container[slot.key] = None
        if value is not None:
            error = located_error(value, field.nodes, place.path)
            self.faults.append(Fault(error, place, slot))

    def _errors(self) -> list[GraphQLError]:
        """Give the errors that come up depth first, where a null that rises ends all within it."""
        if all(fault.null is fault.place for fault in self.faults):
            return [fault.error for fault in self.faults]
        told: list[GraphQLError] = []
        ended: set[tuple[int, ...]] = set()
        ranked = sorted(((fault.place.rank, fault) for fault in self.faults), key=itemgetter(0))
        for rank, fault in ranked:
            if not any(rank[:depth] in ended for depth in range(len(rank) + 1)):
                told.append(fault.error)
                if fault.null is not fault.place:
                    ended.add(fault.null.rank)
        return told


def _nullable(kind: Any) -> tuple[Any, bool]:
    return (kind.of_type, False) if isinstance(kind, GraphQLNonNull) else (kind, True)


def _is_list(kind: Any) -> bool:
    return isinstance(_nullable(kind)[0], GraphQLList)
