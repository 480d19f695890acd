"""Breadth-first execution: each field of a plan is resolved once, for all its parents together.

What is asked of the objects of one position is answered column by column, from the leaves up: a
field gives one completed value per object, and the columns together make the objects' answers.
Where a value is missing that may not be, `BROKEN` stands in its stead, and the object or list
around it becomes a null, or is broken itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Sequence
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from graphql import ExecutionResult, GraphQLError, GraphQLList, GraphQLNonNull, Undefined
from graphql.pyutils import is_iterable
from graphql.type import GraphQLResolveInfo

from .batched import Parents, Record, row_of, settled
from .batched import Values as Batch
from .faults import BROKEN, Faults
from .places import Items, Places, Some, Under, Whole
from .plain import PlainResolvers
from .plan import Choice, FieldPlan, Selection
from .positions import Objects, Position
from .together import Together

ABSENT: Final = frozenset({type(None), type(Undefined)})
TOGETHER: Final = 2  # fields that read, from which on they read together
FEW: Final = 4  # objects that are answered one by one, without asking whether they repeat

Values: TypeAlias = Sequence[Any]


class Run:
    """The execution of one plan, once."""

    def __init__(self, context: Any, variables: dict[str, Any], plain: PlainResolvers) -> None:
        self.context = context
        self.variables = variables
        self.plain = plain
        self.faults = Faults()

    def execute(self, selection: Selection, root: Any, *, serially: bool) -> ExecutionResult:
        """Answer a whole operation; ``serially``, one field after the other, as mutations are."""
        objects = Objects(selection, [root], Whole())
        answer = self._one_by_one(objects) if serially else self._answers(objects)[0]
        return ExecutionResult(None if answer is BROKEN else answer, self.faults.told() or None)

    def _one_by_one(self, objects: Objects) -> Any:
        """Answer an object field by field; after one that breaks it, no other is performed."""
        data: dict[str, Any] = {}
        for number, field in enumerate(objects.selection.fields):
            (data[field.key],) = self._field(objects, field, number)
            if data[field.key] is BROKEN:
                return BROKEN
        return data

    # --- objects and their fields -----------------------------------------------------------

    def _answers(self, objects: Objects) -> list[Any]:
        """Answer all that is asked of some objects: a dict for each, or `BROKEN`."""
        selection, breaks = objects.selection, self.faults.breaks
        if not selection.fields:
            return [{} for _value in objects.values]
        ahead = self._read_ahead(objects)
        columns = [
            self._field(objects, field, n, ahead.get(n)) for n, field in enumerate(selection.fields)
        ]
        if self.faults.breaks != breaks:
            rows = zip(*columns, strict=True)
            return [BROKEN if _breaks(row) else selection.answer(*row) for row in rows]
        return list(map(selection.answer, *columns))

    def _read_ahead(self, objects: Objects) -> dict[int, Values]:
        """Resolve together those fields that read from the database."""
        fields = objects.selection.fields
        reading = [number for number, field in enumerate(fields) if field.reads]
        if len(reading) < TOGETHER:
            return {}
        outcomes = Together(self._batch(objects, fields[number]) for number in reading).settle()
        return {
            number: [values] * len(objects.values) if isinstance(values, Exception) else values
            for number, values in zip(reading, outcomes, strict=True)
        }

    def _field(
        self, objects: Objects, field: FieldPlan, number: int, ahead: Values | None = None
    ) -> list[Any]:
        """Resolve one field for all objects, and complete what comes of it."""
        if field.constant is not None:
            return [field.constant] * len(objects.values)
        nullable = not isinstance(field.kind, GraphQLNonNull)
        places = Under(objects.places, field.key, number, nullable, objects.selection.type_name)
        if field.resolver is None:
            values, infos = self._resolve_plainly(objects, field, places)
        else:
            values, infos = self._resolve(objects, field) if ahead is None else ahead, None
        return self._complete(Position(field, field.kind, infos), values, places)

    def _resolve(self, objects: Objects, field: FieldPlan) -> Values:
        try:
            return settled(self._batch(objects, field))
        except Exception as error:  # every error of a field is told at its place in the answer
            return [error] * len(objects.values)

    def _batch(self, objects: Objects, field: FieldPlan) -> Batch:
        assert field.resolver is not None  # noqa: S101 - whoever calls has looked
        try:
            args = field.arguments(self.variables)
            parents = Parents(objects.values, objects.selection.index)
            return field.resolver.batch(parents, args, self.context, field.wanted)
        except Exception as error:  # as above
            return [error] * len(objects.values)

    def _resolve_plainly(
        self, objects: Objects, field: FieldPlan, places: Under
    ) -> tuple[Values, Sequence[GraphQLResolveInfo]]:
        """Call a plain resolver, once per object."""
        index, name = objects.selection.index, objects.selection.type_name
        infos = [
            self.plain.info(field, path, self.context, self.variables) for path in places.paths
        ]
        try:
            args = field.arguments(self.variables)
        except Exception as error:  # as above
            return [error] * len(infos), infos
        values: list[Any] = []
        for value, info in zip(objects.values, infos, strict=True):
            parent = Record(value, index, name) if index else value
            try:
                values.append(self.plain.resolve(field, parent, info, args))
            except Exception as error:  # as above
                values.append(error)
        return values, infos

    # --- completing values ------------------------------------------------------------------

    def _complete(self, position: Position, values: Values, places: Places) -> list[Any]:
        """Give what stands in the answer for each value, whatever it is."""
        kinds = set(map(type, values))
        if not any(kind in ABSENT or issubclass(kind, Exception) for kind in kinds):
            return self._complete_present(position, values, places, kinds)
        done: list[Any] = [None] * len(values)
        present: list[int] = []
        for at, value in enumerate(values):
            if not (value is None or value is Undefined or isinstance(value, Exception)):
                present.append(at)
            elif isinstance(value, Exception) or not position.nullable:
                error = value if isinstance(value, Exception) else position.no_null
                done[at] = self.faults.note(position, error, places, at)
        if present:
            there = [values[at] for at in present]
            some, standing = position.some(present), Some(places, present)
            kinds = set(map(type, there))
            _put(done, present, self._complete_present(some, there, standing, kinds))
        return done

    def _complete_present(
        self, position: Position, values: Values, places: Places, kinds: set[type]
    ) -> list[Any]:
        breaks, below = self.faults.breaks, position.field.below
        if isinstance(position.bare, GraphQLList):
            done = self._lists(position, values, places)
        elif below is None:
            return self._leaves(position, values, places, kinds)
        elif isinstance(below, Choice):
            done = self._choice(position, below, values, places)
        else:
            done = self._objects(position, below, values, places)
        if self.faults.breaks != breaks and position.nullable:  # here the null may stand
            return [None if value is BROKEN else value for value in done]
        return done

    def _leaves(
        self, position: Position, values: Values, places: Places, kinds: set[type]
    ) -> list[Any]:
        if len(kinds) == 1 and (whole := position.field.columns.get(*kinds)):
            column = whole(values)
            if column is not None:
                return column
        serialize = position.bare.serialize
        try:
            done = [serialize(value) for value in values]
        except Exception:  # each has its own place, and is serialized once more on its own
            done = [None]
        if None in done or Undefined in done:
            return [self._leaf(position, value, places, at) for at, value in enumerate(values)]
        return done

    def _leaf(self, position: Position, value: Any, places: Places, at: int) -> Any:
        try:
            return position.serialized(value)
        except Exception as error:  # as for a resolver
            return self.faults.note(position, error, places, at)

    def _lists(self, position: Position, values: Values, places: Places) -> list[Any]:
        lists: list[Any] = [
            value
            if type(value) is list and position.infos is None
            else self._items(position, value, places, at)
            for at, value in enumerate(values)
        ]
        lengths = [len(items) if type(items) is list else 0 for items in lists]
        inner, breaks = position.inner(lengths), self.faults.breaks
        flat = list(chain.from_iterable(items for items in lists if type(items) is list))
        done = iter(self._complete(inner, flat, Items(places, lengths, nullable=inner.nullable)))
        answers = [
            list(islice(done, length)) if type(items) is list else items
            for items, length in zip(lists, lengths, strict=True)
        ]
        if self.faults.breaks == breaks:
            return answers
        return [BROKEN if type(items) is list and _breaks(items) else items for items in answers]

    def _items(self, position: Position, value: Any, places: Places, at: int) -> Any:
        if not is_iterable(value) and not isinstance(value, AsyncIterable):
            where = position.field.coordinate
            error = GraphQLError(f"Expected Iterable, but did not find one for field '{where}'.")
            return self.faults.note(position, error, places, at)
        try:
            return list(value) if position.infos is None else self.plain.items(value)
        except Exception as error:  # as for a resolver
            return self.faults.note(position, error, places, at)

    def _choice(
        self, position: Position, choice: Choice, values: Values, places: Places
    ) -> list[Any]:
        """Answer values of an abstract type: those of each type together."""
        done: list[Any] = [None] * len(values)
        by_type: dict[str, list[int]] = {}
        rows = list(values)
        for at, value in enumerate(values):
            if position.infos is None:
                name, rows[at] = value
            else:
                try:
                    name = self.plain.type_of(position.bare, value, position.infos[at])
                except Exception as error:  # as for a resolver
                    done[at] = self.faults.note(position, error, places, at)
                    continue
            by_type.setdefault(name, []).append(at)
        for name, indexes in by_type.items():
            of_type = [rows[at] for at in indexes]
            some, standing = position.some(indexes), Some(places, indexes)
            _put(done, indexes, self._objects(some, choice.selections[name], of_type, standing))
        return done

    def _objects(
        self, position: Position, selection: Selection, values: Values, places: Places
    ) -> list[Any]:
        if position.infos is not None or selection.fault:
            return self._judged(position, selection, values, places)
        if position.field.repeats and len(values) > FEW:
            return self._repeated(selection, values, places)
        return self._answers(Objects(selection, values, places))

    def _repeated(self, selection: Selection, values: Values, places: Places) -> list[Any]:
        """Answer what many lead to once for all of them, unless errors need every place."""
        firsts: dict[int, int] = {}
        for at, value in enumerate(values):
            firsts.setdefault(id(value), at)
        mark, indexes = self.faults.mark(), list(firsts.values())
        unique = Objects(selection, [values[at] for at in indexes], Some(places, indexes))
        answers = dict(zip(firsts, self._answers(unique), strict=True))
        if self.faults.mark() == mark:
            return [answers[id(value)] for value in values]
        self.faults.forget(mark)
        return self._answers(Objects(selection, values, places))

    def _judged(
        self, position: Position, selection: Selection, values: Values, places: Places
    ) -> list[Any]:
        """Answer objects that plain resolvers gave: each is judged by its type first."""
        done: list[Any] = [None] * len(values)
        present: list[int] = []
        rows: list[Any] = []
        for at, value in enumerate(values):
            info = position.infos[at] if position.infos is not None else None
            try:
                self.plain.check(selection, value, info)
                rows.append(row_of(value, selection.wanted) if selection.wanted else value)
                present.append(at)
            except Exception as error:  # as for a resolver
                done[at] = self.faults.note(position, error, places, at)
        if present:
            _put(done, present, self._answers(Objects(selection, rows, Some(places, present))))
        return done


def _breaks(values: Values) -> bool:
    return any(value is BROKEN for value in values)


def _put(done: list[Any], indexes: Sequence[int], values: Sequence[Any]) -> None:
    for at, value in zip(indexes, values, strict=True):
        done[at] = value
