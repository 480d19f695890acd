"""Statements that are kept: they ask what their queryset asks, of whichever keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from uuid_utils.compat import uuid7

from backend.graphql.context import Context
from backend.search.sources import findable
from backend.statements import SIZES, adapted, sized, written, written_for_keys
from communs.groups.models import Group
from schema.found import _asking, shown_among, type_of
from schema.search_kinds import KINDS
from tests.cast import EVERYBODY


@pytest.mark.parametrize("number", [0, 1, 3, 5, 6, 20, 99, 100, 101, 250])
def test_keys_are_cut_into_portions_of_few_sizes(number):
    keys = [uuid7() for _ in range(number)]

    portions = list(sized(keys))

    assert [key for size, some in portions for key in dict.fromkeys(some)] == keys
    assert all(len(some) == size in SIZES for size, some in portions)


def test_a_statement_gives_the_rows_that_have_its_keys(cast):
    groups = list(Group.objects.all())
    statement = written_for_keys(
        lambda keys: Group.objects.filter(pk__in=keys).values_list("name"), 5
    )
    asked = [groups[0].pk, groups[1].pk, *[uuid7()] * 3]

    found = statement.ask(adapted(Group, asked))

    assert sorted(found) == sorted([(groups[0].name,), (groups[1].name,)])


def test_what_no_row_could_answer_is_no_statement(db):
    assert written(Group.objects.none()) is None
    assert written_for_keys(lambda _keys: Group.objects.none(), 1) is None


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_holds_nothing_of_its_moment(cast, monkeypatch, kind, who):
    """What is found visible would else be what was visible when the statement was written."""
    actor = cast.actor(who)
    with CaptureQueriesContext(connection) as asked:
        now = _asking.__wrapped__(type_of(kind), kind, actor, 5, connection.vendor)
    later = timezone.now() + timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: later)
    then = _asking.__wrapped__(type_of(kind), kind, actor, 5, connection.vendor)

    assert len(asked) == 0
    assert now == then


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_is_what_is_visible(cast, kind, who):
    model = KINDS[kind]._meta.model
    everything = list(model.objects.values_list("pk", flat=True))
    context = Context(cast.actor(who))
    visible = KINDS[kind].visible(context).filter(pk__in=findable(kind).values("pk"))

    shown = shown_among(type_of(kind), [*everything, uuid7()], context, kind=kind)

    assert shown == set(visible.values_list("pk", flat=True))
