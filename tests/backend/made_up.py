"""Made-up schemas: interfaces, unions, lists of lists, and resolvers that give anything at all.

What each field gives is drawn beforehand, and depends on nothing but the parent: whoever asks,
in whatever order, is answered the same. So two executors can be compared on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    Undefined,
)

from backend.graphql.batched import Batched
from tests.dice import Dice


class Odd(Exception):
    """What a resolver may raise that knows nothing of GraphQL."""


def _fussy(value: Any) -> Any:
    if value == "raises":
        raise Odd("It will not be written.")
    return {"nothing": None, "undefined": Undefined}.get(value, value)


FUSSY = GraphQLScalarType("Fussy", serialize=_fussy)
COLOUR = GraphQLEnumType("Colour", {"RED": 1, "GREEN": "green"})
RANGE = GraphQLInputObjectType(
    "Range",
    {
        "low": GraphQLInputField(GraphQLNonNull(GraphQLInt)),
        "high": GraphQLInputField(GraphQLInt, default_value=9, out_name="top"),
    },
)
ARGUMENTS = {
    "number": GraphQLArgument(GraphQLInt, default_value=3),
    "words": GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString))),
    "range": GraphQLArgument(RANGE, out_name="within"),
    "colour": GraphQLArgument(COLOUR, default_value="green"),
    "sure": GraphQLArgument(GraphQLNonNull(GraphQLBoolean)),
}
LEAVES: dict[Any, Sequence[Any]] = {  # by type: what can be written as it, and what cannot
    GraphQLString: ["a", "", 7, 1.5, True, b"b", [], {}, object],
    GraphQLInt: [1, 0, -3, "8", 2.0, True, 1.5, 2**31, "x", [], float("nan")],
    GraphQLFloat: [0.5, 2, "1e3", True, "", "x", float("inf"), []],
    GraphQLBoolean: [True, False, 1, 0, "x", [], float("nan")],
    GraphQLID: ["id", 5, 5.0, 1.5, True, []],
    COLOUR: [1, "green", "RED", 2, [], None],
    FUSSY: ["fine", "raises", "nothing", "undefined", {"a": [1]}],
}
FAILURES: list[Any] = [
    Odd("It is odd."),
    Odd(""),
    GraphQLError("It is coded.", extensions={"code": "ODD"}),
    GraphQLError("It is elsewhere.", path=["else", 0, "where"]),
]


@dataclass(frozen=True)
class Raised:
    """What a resolver raises, rather than gives."""

    error: Exception


@dataclass(frozen=True)
class Told:
    """What a resolver gives as text: the arguments that it was given."""


@dataclass(frozen=True)
class Of:
    """A thing of this type, to be made."""

    type_name: str


@dataclass
class World:
    """What the fields of each type give: the first to some things, the next to others."""

    gives: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def value(self, thing: Thing, name: str, args: Mapping[str, Any]) -> Any:
        """Give what a thing's field gives, or raise what it raises."""
        choices = self.gives[thing.type_name, name]
        given = choices[thing.number % len(choices)]
        if isinstance(given, Raised):
            raise given.error
        if isinstance(given, Told):
            return repr(sorted(args.items()))
        return self.made(given, thing.number)

    def made(self, given: Any, number: int) -> Any:
        """Make the things that are among what is given."""
        if isinstance(given, Of):
            return Thing(self, given.type_name, number + 1)
        if isinstance(given, list | tuple):
            return type(given)(self.made(each, number + at) for at, each in enumerate(given))
        return given


class Thing:
    """An object of some type, one of many."""

    def __init__(self, world: World, type_name: str, number: int) -> None:
        self.world = world
        self.type_name = type_name
        self.number = number

    def __getattr__(self, name: str) -> Any:
        if (self.type_name, name) not in self.world.gives:
            raise AttributeError(name)
        return lambda _info, **args: self.world.value(self, name, args)

    def __repr__(self) -> str:
        return f"<{self.type_name} {self.number}>"


class Together(Batched):
    """Resolves a field for all its parents at once; what it cannot give is an error in place."""

    def __init__(self, name: str) -> None:
        self.name = name

    def batch(self, parents: Any, args: Any, context: Any, wanted: Any) -> list[Any]:
        return [self._one(thing, args) for thing in parents.values]

    def _one(self, thing: Thing, args: Mapping[str, Any]) -> Any:
        try:
            return thing.world.value(thing, self.name, args)
        except Exception as error:  # as for any resolver
            return error


def _alone(name: str) -> Any:
    return lambda thing, _info, **args: thing.world.value(thing, name, args)


@dataclass
class Maker:
    """Throws the types of one schema, and what their fields give."""

    dice: Dice
    world: World = field(default_factory=World)
    interfaces: list[Any] = field(default_factory=list)
    unions: list[Any] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    own: dict[str, dict[str, GraphQLField]] = field(default_factory=dict)  # fields, by type

    def schema(self) -> GraphQLSchema:
        """Make a whole schema."""
        dice = self.dice
        self.interfaces = [
            GraphQLInterfaceType(f"I{at}", self._later(f"I{at}"), resolve_type=self._resolver())
            for at in range(dice.count(0, 2))
        ]
        self.objects = [
            GraphQLObjectType(
                f"T{at}",
                self._later(f"T{at}"),
                interfaces=dice.some(self.interfaces),
                is_type_of=dice.one([None, None, None, _test(f"T{at}")]),
            )
            for at in range(dice.count(1, 4))
        ]
        self.unions = [
            GraphQLUnionType(
                f"U{at}", dice.some(self.objects, least=1), resolve_type=self._resolver()
            )
            for at in range(dice.count(0, 1))
        ]
        for each in (*self.interfaces, *self.objects):
            self.own[each.name] = self._fields(each.name)
        query, mutation = self._root("Query"), self._root("Mutation")
        self._fill()
        return GraphQLSchema(query=query, mutation=mutation, types=[*self.objects, FUSSY])

    def _later(self, name: str) -> Any:
        """Give the fields of a type once all types are there."""

        def fields() -> dict[str, GraphQLField]:
            whole: dict[str, GraphQLField] = {}
            for kind in self.objects:
                if kind.name == name:
                    for interface in kind.interfaces:
                        whole |= self.own[interface.name]
            return whole | self.own[name]

        return fields

    def _root(self, name: str) -> GraphQLObjectType:
        self.own[name] = self._fields(name)
        kind = GraphQLObjectType(name, self.own[name])
        self.objects.append(kind)
        return kind

    def _fields(self, kind: str) -> dict[str, GraphQLField]:
        names = [f"{kind.lower()}f{at}" for at in range(self.dice.count(1, 4))]
        return {name: self._field(name) for name in names}

    def _field(self, name: str) -> GraphQLField:
        kind = self._type()
        resolvers = [None, _alone(name)]
        if kind in LEAVES or getattr(kind, "of_type", None) in LEAVES:
            resolvers.append(Together(name))
        chosen = self.dice.some(sorted(ARGUMENTS), most=2)
        arguments = {each: ARGUMENTS[each] for each in chosen}
        return GraphQLField(kind, arguments, resolve=self.dice.one(resolvers))

    def _type(self) -> Any:
        named = [*self.objects, *self.interfaces, *self.unions]
        kind = self.dice.one([*LEAVES, *named, *named])
        for _ in range(self.dice.count(0, 4)):
            wrap = self.dice.one([GraphQLNonNull, GraphQLList])
            if not (wrap is GraphQLNonNull and isinstance(kind, GraphQLNonNull)):
                kind = wrap(kind)
        return kind

    def _fill(self) -> None:
        for kind in self.objects:
            for name, each in kind.fields.items():
                count = self.dice.count(1, 3)
                gives = [self._value(each.type) for _ in range(count)]
                self.world.gives[kind.name, name] = gives

    def _value(self, kind: Any) -> Any:
        """Throw what a field of this type gives: what it should, most often."""
        if not self.dice.happens(18):
            return self._good(kind)
        raised = [Raised(each) for each in FAILURES]
        return self.dice.one([None, *raised, *FAILURES, Undefined, 3, "x"])

    def _good(self, kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._good(kind.of_type)
        if isinstance(kind, GraphQLList):
            items = [self._item(kind.of_type) for _ in range(self.dice.count(0, 3))]
            return tuple(items) if self.dice.happens(20) else items
        if kind in LEAVES:
            return self._leaf(kind)
        if isinstance(kind, GraphQLObjectType):
            return Of(kind.name)
        return Of(self.dice.one(self._possible(kind)).name)

    def _item(self, kind: Any) -> Any:
        if self.dice.happens(8):
            return self.dice.one([None, *FAILURES])
        return self._good(kind)

    def _leaf(self, kind: Any) -> Any:
        if kind is GraphQLString and self.dice.happens(40):
            return Told()
        values = LEAVES[kind]
        return self.dice.one(values if self.dice.happens(20) else values[:2])

    def _possible(self, kind: Any) -> list[Any]:
        """Name the types of things that stand there, and sometimes one that must not."""
        if isinstance(kind, GraphQLUnionType):
            return [*kind.types, *kind.types, self.objects[0]]
        fit = [each for each in self.objects if kind in each.interfaces]
        return [*fit, *fit, *fit, self.objects[0]]

    def _resolver(self) -> Any:
        """Throw how an abstract type tells types apart: by name, or by asking each."""
        return self.dice.one([_named, _named, None, _vaguely])


def _named(thing: Any, _info: Any, _kind: Any) -> Any:
    return getattr(thing, "type_name", None)


def _vaguely(thing: Any, _info: Any, _kind: Any) -> Any:
    number = getattr(thing, "number", 0)
    if number % 5 == 4:
        raise Odd("It has no type.")
    return {2: "Nowhere", 3: "I0"}.get(number % 5, getattr(thing, "type_name", 5))


def _test(name: str) -> Any:
    return lambda thing, _info: getattr(thing, "type_name", None) == name


def made_up(dice: Dice) -> tuple[GraphQLSchema, World]:
    """Throw a schema, and the world that its fields tell of."""
    maker = Maker(dice)
    schema = maker.schema()
    return schema, maker.world
