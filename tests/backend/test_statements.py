"""Statements that are kept: they ask what their queryset asks, of whichever keys."""

from __future__ import annotations

import pytest
from uuid_utils.compat import uuid7

from backend.graphql.context import Context
from backend.search.sources import findable
from backend.statements import among, rows_of
from communs.groups.models import Group
from schema.found import shown_among, type_of
from schema.search_kinds import KINDS
from tests.cast import EVERYBODY


def named(keys, name=None):
    """Read the names of some groups."""
    rows = Group.objects.filter(among("pk")).order_by("name").values_list("name", "pk")
    return rows_of(name, lambda: rows, column="pk", keys=keys)


@pytest.mark.parametrize("name", [None, "groups by their keys"])
@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_statement_gives_the_rows_that_have_its_keys(cast, number, name):
    groups = sorted(Group.objects.all(), key=lambda group: group.name)[:number]

    found = named([*(group.pk for group in groups), *[uuid7()] * 3], name)

    assert found == [(group.name, group.pk) for group in groups]


def test_without_keys_nothing_is_asked(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert named([], "groups by their keys") == []


def test_what_no_row_could_answer_is_not_asked(cast, django_assert_num_queries):
    for _time in range(2):
        with django_assert_num_queries(0):
            assert rows_of("no groups", lambda: Group.objects.none().values_list("pk")) == []


def test_what_is_named_alike_is_made_once(cast):
    made = []

    def make():
        made.append(True)
        return Group.objects.values_list("name")

    name = ("made once", uuid7())
    assert rows_of(name, make) == rows_of(name, make)
    assert len(made) == 1


def test_one_key_alone_leaves_the_order_to_an_index(cast):
    group = cast.groups["open"]
    rows = Group.objects.filter(among("pk", only=True)).values_list("name")

    assert rows_of(None, lambda: rows, column="pk", keys=[group.pk]) == [(group.name,)]


def test_keys_may_be_values_of_what_a_row_leads_to(cast):
    group = cast.groups["open"]
    rows = Group.objects.filter(among("memberships__group")).order_by().distinct().values_list("pk")

    found = rows_of(None, lambda: rows, column="memberships__group", keys=[group.pk])

    assert found == [(group.pk,)]


ODD = ["", "NULL", "{}", "a,b", 'a"b', "a\\b", 'a\\"b', " a ", "é’œ", "%s", "'"]


@pytest.mark.parametrize("text", ODD)
def test_texts_are_keys_as_they_stand_whatever_they_hold(cast, text):
    group = cast.groups["open"]
    Group.objects.filter(pk=group.pk).update(name=text or "-", description=text)
    rows = Group.objects.filter(among("description")).order_by().distinct()

    found = rows_of(
        None, lambda: rows.values_list("description"), column="description", keys=[f"{text}?", text]
    )

    assert found == [(text,)]


@pytest.mark.parametrize("text", ODD)
def test_an_audience_is_held_as_it_stands_whatever_its_name_holds(cast, text):
    group = cast.groups["open"]
    Group.objects.filter(pk=group.pk).update(audience=text)

    assert [*Group.objects.filter(audience__in=[f"{text}?", text])] == [group]
    assert not Group.objects.filter(audience__in=[f"{text}?"])
    assert not Group.objects.filter(audience__in=[])


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_is_what_is_visible(cast, kind, who):
    model = KINDS[kind]._meta.model
    everything = list(model.objects.values_list("pk", flat=True))
    context = Context(cast.actor(who))
    visible = KINDS[kind].visible(context).filter(pk__in=findable(kind).values("pk"))

    shown = shown_among(type_of(kind), [*everything, uuid7()], context, kind=kind)

    assert shown == set(visible.values_list("pk", flat=True))
