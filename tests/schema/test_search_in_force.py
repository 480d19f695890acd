"""What somebody may see is in force at the next search, whatever was kept of the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from communs.groups.models import Group, Membership
from communs.people.models import Person, Session
from communs.threads.actions import remove_message
from communs.threads.models import Message
from tests.threads import elsewhere

from . import making
from .conftest import index

pytestmark = [
    pytest.mark.django_db(transaction=True),  # within one, nothing is kept
    pytest.mark.usefixtures("own_index"),
]

SEARCH = """{ viewer { name } search(query: "alliance") {
  totalCount nodes { subject { __typename } } facets { group { value { name } count } } } }"""
OTHER = "!"  # no password opens with it


@pytest.fixture
def found(ask):
    """Search again as somebody; gives whether they are known, the number of hits, and of where."""

    def find(who):
        answer = ask(who, SEARCH)
        page = answer["search"]
        assert len(page["nodes"]) == page["totalCount"]
        counts = {each["value"]["name"]: each["count"] for each in page["facets"]["group"]}
        return answer["viewer"] is not None, page["totalCount"], counts

    return find


@pytest.fixture
def said(cast, found):
    """Say the word in a group that only members see into, and have it found, again and again."""
    message = making.thread(cast, cast.group, "Une alliance", title="Un fil").messages.get()
    index()
    for _time in range(3):
        assert found("bo") == (True, 1, {cast.group.name: 1})
        assert found("zed") == (True, 0, {})
        assert found("nobody") == (False, 0, {})
    asked = []
    if connection.vendor == "sqlite":
        connection.connection.set_trace_callback(asked.append)
        found("bo")
        connection.connection.set_trace_callback(None)
        assert asked  # whether anything was written
        assert not [each for each in asked if Session._meta.db_table in each]
    return message


def sessions_of(cast, who):
    return Session.objects.filter(person=cast.person(who))


def account_of(cast, who):
    return Person.objects.filter(pk=cast.person(who).pk)


@pytest.mark.parametrize(
    ("change", "is_known"),
    [
        (lambda cast: Membership.objects.filter(person=cast.person("bo")).delete(), True),
        (lambda cast: cast.perform(remove_message, "bo", message=Message.objects.get()), True),
        (lambda cast: sessions_of(cast, "bo").delete(), False),
        (lambda cast: sessions_of(cast, "bo").update(expire_date=timezone.now()), False),
        (lambda cast: account_of(cast, "bo").update(is_active=False), False),
        (lambda cast: account_of(cast, "bo").update(password=OTHER), False),
    ],
    ids=[
        "membership", "removed", "signed out", "session over", "account closed",
        "new password",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", [elsewhere, lambda act: act()], ids=["elsewhere", "here"])
def test_what_is_taken_away_is_found_no_more(cast, said, found, change, is_known, where):
    where(lambda: change(cast))

    assert found("bo") == (is_known, 0, {})
    assert found("zed") == (True, 0, {})


def test_what_is_opened_is_found_by_everybody(cast, said, found):
    elsewhere(lambda: Group.objects.filter(pk=cast.group.pk).update(visibility="open"))

    for who in ("bo", "zed", "nobody"):
        assert found(who)[1:] == (1, {cast.group.name: 1})

    elsewhere(lambda: Group.objects.filter(pk=cast.group.pk).update(visibility="hidden"))

    assert found("bo")[1:] == (1, {cast.group.name: 1})
    for who in ("zed", "nobody"):
        assert found(who)[1:] == (0, {})


def test_who_joins_finds_it(cast, said, found):
    given = {"group": cast.group, "person": cast.person("zed"), "role": "member"}
    elsewhere(lambda: Membership.objects.create(**given))

    assert found("zed") == (True, 1, {cast.group.name: 1})


def test_a_session_ends_by_the_clock_though_nothing_is_written(cast, said, found, monkeypatch):
    later = timezone.now() + timedelta(hours=2)
    sessions_of(cast, "bo").update(expire_date=later - timedelta(hours=1))
    assert found("bo")[0]

    monkeypatch.setattr(timezone, "now", lambda: later)

    assert found("bo") == (False, 0, {})
