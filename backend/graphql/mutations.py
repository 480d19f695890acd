"""Mutations without boilerplate: an action's signature *is* the mutation.

From the hints of ``def post_message(*, by: Actor, thread: Thread, body: str) -> Message``,
``mutation(post_message)`` makes::

    postMessage(input: {thread: ID!, body: String!, idempotencyKey: String}):
        {message: Message, errors: [Problem!]!}

``by`` is whoever asks; a model is named by its id, must be visible to them, and is locked before
the action sees it, in an order that is the same for all: so rules judge what is true now.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphene
from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from graphene.utils.str_converters import to_camel_case

from backend import journal
from backend.rules import NOBODY, Actor, Conflict, Denied, Limited, Missing
from backend.statements import Reads
from backend.unset import UNSET

from .batched import Batched, Parents, Wanted
from .columns import Bound, Plain
from .context import Context
from .idempotency import claim
from .ids import key_of
from .inputs import Hint, ask, read, take
from .naming import Name, filled, names
from .nodes import node_of, seen, visible
from .paging import MOST
from .problems import EXPECTED, Problem, Told, problems

IDEMPOTENCY = "A key of your choice: the same mutation sent again under it is not done again."


@dataclass
class Outcome:
    """What a mutation came to."""

    noun: Any = None  # the key of the row that it answers
    errors: list[Told] = field(default_factory=list)
    made: Any = None  # the row itself, in the answer to who did it, never in a repeated one


class Perform(Batched):
    """Performs an action, inside one transaction, on rows that it loads and locks."""

    personal = True

    def __init__(self, action: Callable[..., Any]) -> None:
        signature = inspect.signature(action, eval_str=True)
        self.action = action
        self.name = action.__name__
        self.returns = signature.return_annotation
        self.hints: dict[str, Hint] = {
            name: read(parameter.annotation)
            for name, parameter in signature.parameters.items()
            if name != "by"
        }

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return [self.perform(dict(args["input"]), context) for _parent in parents.values]

    def perform(self, given: dict[str, Any], context: Context) -> Outcome:
        """Do it once; an expected failure undoes everything and is told as data."""
        key = given.pop("idempotency_key", None)
        # Who asks is looked up before the transaction: on SQLite it is everybody's turn to write.
        by = context.actor if context.actor.is_signed_in else NOBODY
        try:
            ready = self._made_ready(given, by)
            with journal.atomic(by=by) as facts:
                done, again = claim(context.actor, key, self.name, given)
                if again and done:
                    return Outcome(done.noun)
                taken = self._take(ready, context)
                # What is locked no longer moves: only now is it settled what the actor may do.
                actor = import_string(settings.ACTOR_AGAIN)(context.actor)
                noun = self.action(by=actor, **taken)
                if done:
                    done.noun = getattr(noun, "pk", None)
                    done.save(update_fields=["noun"])
        except EXPECTED as error:
            return Outcome(_current(error), problems(error))
        if any(fact.moves_audiences for fact in facts):
            context.actor = import_string(settings.ACTOR_AGAIN)(context.actor)
        return Outcome(getattr(noun, "pk", None), made=noun)

    def _made_ready(self, given: Mapping[str, Any], by: Actor) -> Mapping[str, Any]:
        """Look at files before the transaction: it takes time, and others wait to write."""
        names = [name for name, hint in self.hints.items() if hint.is_file and given.get(name)]
        if names and not by.is_signed_in:
            raise Denied(_("Sign in first."))
        return {
            **given,
            **{name: self.hints[name].kind.made_of(given[name], field=name) for name in names},
        }

    def _take(self, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
        taken = {
            name: take(hint, given[name], field=name)
            for name, hint in self.hints.items()
            if name in given
        }
        self._check_nulls(taken)
        return {**self._absent(taken), **self._locked(taken, context)}

    def _check_nulls(self, taken: dict[str, Any]) -> None:
        for name in [name for name, value in taken.items() if value is None]:
            if not (self.hints[name].knows_absence and self.hints[name].nullable):
                del taken[name]  # to this action, null and absent are one

    def _absent(self, taken: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: UNSET
            for name, hint in self.hints.items()
            if name not in taken and hint.knows_absence
        }

    def _locked(self, taken: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """Load and lock what the input names, in one order for everybody."""
        named = {name: [*names(self.hints[name], value, name)] for name, value in taken.items()}
        if long := [name for name, some in named.items() if len(some) > MOST]:
            raise Limited(_("At most %(most)d of them.") % {"most": MOST}, field=long[0])
        wanted: dict[type[Model], list[Name]] = {}
        for each in (each for some in named.values() for each in some):
            wanted.setdefault(each.model, []).append(each)
        found: dict[tuple[type[Model], str], Any] = {}
        for model in sorted(wanted, key=lambda model: model._meta.label_lower):
            found |= find(model, wanted[model], context)
        return {name: filled(self.hints[name], value, found) for name, value in taken.items()}


def find(
    model: type[Model], wanted: Sequence[Name], context: Context
) -> dict[tuple[type[Model], str], Any]:
    """Load and lock, by one query, the visible rows that ids name; `Missing` for any other id.

    They are locked in the order of their keys.
    """
    kind = node_of(model)._meta.name
    keys = {each: key_of(each.id, kind, field=each.field) for each in wanted}
    rows = visible(model, context).filter(pk__in=set(keys.values())).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}
    for each, key in keys.items():
        if key not in found:
            raise Missing(_("There is no such thing, or it is not for you."), field=each.field)
    return {(model, each.id): found[key] for each, key in keys.items()}


class LoadNoun(Batched):
    """Loads the row that a mutation answers, as whoever asked may see it afterwards."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = [outcome.noun for outcome in parents.values]
        found = yield from seen(self.model, context, [k for k in keys if k], tuple(wanted))
        return [found.get(key) for key in keys]


class TellOnce(Batched):
    """Gives what a function makes of the row in hand: what is kept of it nowhere, a token say."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        made = [outcome.made for outcome in parents.values]
        return [None if row is None else self.function(row) for row in made]


class Once(graphene.Field):
    """A field of a mutation's answer that nothing else ever answers again."""

    def __init__(self, kind: Any, function: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(kind, resolver=TellOnce(function), **options)


def mutation(action: Callable[..., Any], **once: Once) -> graphene.Field:
    """Make the field that performs ``action`` and answers with its result, or its problems.

    ``once`` are further fields of the answer, of what is told only there.
    """
    resolver = Perform(action)
    name = "".join(part.capitalize() for part in action.__name__.split("_"))
    described = (inspect.getdoc(action) or "").replace("\n", " ")
    inputs = {key: ask(hint) for key, hint in resolver.hints.items()}
    inputs["idempotency_key"] = graphene.InputField(graphene.String, description=IDEMPOTENCY)
    asked = type(
        f"{name}Input",
        (graphene.InputObjectType,),
        {"__doc__": f"What `{to_camel_case(action.__name__)}` is to do.", **inputs},
    )
    return graphene.Field(
        _payload(name, resolver.returns, once),
        input=graphene.Argument(asked, required=True, description="What is to be done."),
        required=True,
        description=described,
        resolver=resolver,
    )


def _payload(name: str, returns: Any, once: Mapping[str, Once]) -> Any:
    fields: dict[str, Any] = {
        **once,
        "__doc__": f"What `{name[0].lower()}{name[1:]}` came to.",
        "errors": Plain(
            graphene.List(graphene.NonNull(Problem)),
            required=True,
            description="Why nothing was changed; empty when all went well.",
        ),
    }
    if isinstance(returns, type) and issubclass(returns, Model):
        noun = "_".join(_words(returns.__name__))
        fields[noun] = graphene.Field(
            lambda: node_of(returns),
            resolver=LoadNoun(returns),
            description="What it is now.",
        )
    return type(f"{name}Payload", (Bound,), fields)


def _words(name: str) -> list[str]:
    spaced = "".join(f" {sign}" if sign.isupper() else sign for sign in name)
    return spaced.lower().split()


def _current(error: Exception) -> Any:
    return getattr(error.current, "pk", None) if isinstance(error, Conflict) else None
