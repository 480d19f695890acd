"""Search in the graph: what is found by whom, and nothing of what is not there for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from graphql import execute, parse

from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.graphql.ids import to_global_id
from backend.models import new_key
from communs.groups import actions as grouping
from communs.groups.models import Group
from communs.people import actions as telling
from communs.resources import actions as writing
from communs.resources.models import Resource
from communs.threads import actions as talking
from communs.threads.models import Message, Thread
from communs.threads.reach import Reach
from schema.graph import schema

from . import making
from .conftest import gid, index

SEARCH = """
query ($query: String!, $kinds: [SearchKind!], $filters: SearchFilters, $first: Int,
       $after: String) {
  search(query: $query, kinds: $kinds, filters: $filters, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { kind field text html number subject { __typename
      ... on Node { id }
      ... on Resource { title group { name } }
      ... on Group { name }
      ... on Thread { title }
      ... on Message { body thread { title } }
      ... on Event { title sessions { nodes { title } } }
      ... on Person { name }
    } } }
  }
}
"""


pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def find(ask):
    """Search as somebody; gives the kinds found, in order, and their number."""

    def found(who: str, query: str = "alliance", **given) -> tuple[list[str], int]:
        page = ask(who, SEARCH, query=query, **given)["search"]
        return [edge["node"]["kind"] for edge in page["edges"]], page["totalCount"]

    return found


@pytest.fixture
def everything(cast):
    """Say the word in something of each kind, in each group."""
    for group in cast.groups.values():
        making.thread(cast, group, "Une alliance, **oui**", title="L'alliance")
        making.event(cast, group, title="Alliance en séminaire")
        making.resource(cast, group, title="Charte d'alliance", reach=Reach.GROUP)
        making.resource(cast, group, title="Brouillon d'alliance")
        cast.perform(grouping.edit_group, "ana", group=group, description="Faire alliance")
    cast.perform(telling.edit_profile, "bo", biography="Je fais alliance")
    index()


@pytest.mark.parametrize(
    ("who", "counts"),
    [
        # three groups: each a thread and its message, an event and its thread, two resources
        ("bo", {"THREAD": 6, "MESSAGE": 3, "EVENT": 3, "RESOURCE": 6, "GROUP": 3, "PERSON": 1}),
        ("ob", {"THREAD": 6, "MESSAGE": 3, "EVENT": 3, "RESOURCE": 3, "GROUP": 3, "PERSON": 1}),
        ("zed", {"THREAD": 2, "MESSAGE": 1, "EVENT": 1, "RESOURCE": 1, "GROUP": 2, "PERSON": 1}),
        ("nina", {"THREAD": 2, "MESSAGE": 1, "EVENT": 1, "RESOURCE": 1, "GROUP": 2, "PERSON": 1}),
        ("nobody", {"THREAD": 2, "MESSAGE": 1, "EVENT": 1, "RESOURCE": 1, "GROUP": 2}),
    ],
)
def test_everybody_finds_what_they_may_see_and_counts_no_more(everything, find, who, counts):
    kinds, total = find(who, first=100)

    assert {kind: kinds.count(kind) for kind in kinds} == counts
    assert total == sum(counts.values())
    for kind, number in counts.items():
        assert find(who, kinds=[kind]) == ([kind] * number, number)


def test_a_hit_shows_where_it_matched_and_what_it_is(cast, ask):
    thread = making.thread(cast, cast.groups["open"], "D'abord", title="Un fil")
    message = making.message(cast, thread, "Faire <b>Alliance</b> à *plusieurs*")
    index()

    page = ask("nobody", SEARCH, query="alliances")["search"]

    (edge,) = page["edges"]
    assert edge["node"] == {
        "kind": "MESSAGE",
        "field": "body",
        "text": "Faire <b>Alliance</b> à plusieurs",
        "html": "Faire &lt;b&gt;<mark>Alliance</mark>&lt;/b&gt; à plusieurs",
        "number": 2,
        "subject": {
            "__typename": "Message",
            "id": gid(message),
            "body": "Faire <b>Alliance</b> à *plusieurs*",
            "thread": {"title": "Un fil"},
        },
    }
    info = {"hasNextPage": False, "hasPreviousPage": False}
    info |= dict.fromkeys(["startCursor", "endCursor"], edge["cursor"])
    assert (page["totalCount"], page["pageInfo"]) == (1, info)


def test_what_was_changed_or_removed_is_found_no_more(cast, find):
    thread = making.thread(cast, cast.group, "alliance", "alliance", title="Un fil")
    first, second = thread.messages.all()
    index()
    assert find("bo") == (["MESSAGE"] * 2, 2)

    cast.perform(talking.edit_message, "bo", message=first, body="autre chose")
    cast.perform(talking.remove_message, "bo", message=second)
    index()

    assert find("bo") == ([], 0)
    assert find("bo", "chose") == (["MESSAGE"], 1)


@pytest.mark.parametrize(
    "hide",
    [
        lambda group: Group.objects.filter(pk=group.pk).update(visibility="hidden"),
        lambda _group: Message.objects.all().delete(),
        lambda _group: Thread.objects.update(audience="moderators"),
    ],
    ids=["its group was hidden", "it is gone", "it was moved"],
)
def test_an_index_that_lags_tells_nothing(cast, ask, find, hide):
    making.thread(cast, cast.groups["open"], "alliance", title="Un fil")
    index()
    assert find("zed") == (["MESSAGE"], 1)

    hide(cast.groups["open"])

    page = ask("zed", SEARCH, query="alliance")["search"]
    info = {"hasNextPage": False, "hasPreviousPage": False}
    info |= dict.fromkeys(["startCursor", "endCursor"])
    assert page == {"totalCount": 0, "pageInfo": info, "edges": []}


def test_a_message_that_was_removed_a_moment_ago_is_not_found(cast, ask, find):
    thread = making.thread(cast, cast.groups["open"], "alliance", title="Un fil")
    index()

    cast.perform(talking.remove_message, "bo", message=thread.messages.get())

    assert find("zed") == ([], 0)


def test_who_left_finds_no_more(cast, find):
    making.thread(cast, cast.group, "alliance", title="Un fil")
    index()
    assert find("bo") == (["MESSAGE"], 1)

    cast.perform(grouping.leave_group, "bo", group=cast.group)

    assert find("bo") == ([], 0)


def test_who_left_finds_what_they_drafted_no_more_once_it_is_published(cast, find):
    making.resource(cast, cast.group, title="Une alliance", reach=Reach.GROUP)
    draft = making.resource(cast, cast.group, title="Alliance en cours")
    index()
    assert find("bo") == (["RESOURCE"] * 2, 2)

    cast.perform(grouping.leave_group, "bo", group=cast.group)

    assert find("bo") == (["RESOURCE"], 1)
    cast.perform(writing.publish_resource, "ana", resource=draft, reach=Reach.GROUP)
    index()
    assert find("bo") == ([], 0)


def test_search_can_be_narrowed(cast, find, everything):
    group, hidden = gid(cast.groups["open"]), gid(cast.groups["hidden"])
    bo, absent = gid(cast.person("bo")), to_global_id("Group", new_key())

    def count(who, **filters):
        return find(who, filters=filters, first=100)[1]

    assert count("bo", group=group) == 7
    assert count("bo", group=group, author=bo) == 4
    assert count("bo", resourceKind=["GUIDE"]) == 6
    assert count("bo", resourceKind=["GUIDE", "TOOL"], language=["FR"], group=group) == 2
    assert count("bo", language=["OC"]) == 0
    assert (count("bo", group=hidden), count("zed", group=hidden)) == (7, 0)
    assert count("zed", group=absent) == 0


def test_a_hidden_group_narrows_like_one_that_was_never_there(cast, ask, find):
    hidden = cast.groups["hidden"]
    making.event(cast, hidden, title="Fête de l'alliance", reach=Reach.PUBLIC)
    index()
    page = """query ($group: ID!) { search(query: "alliance", filters: {group: $group}) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor } } }"""
    absent = to_global_id("Group", new_key())

    assert find("nobody") == find("zed") == (["THREAD", "EVENT"], 2)
    for who in ("nobody", "zed", "nina"):
        assert ask(who, page, group=gid(hidden)) == ask(who, page, group=absent)
        assert ask(who, page, group=gid(hidden))["search"]["totalCount"] == 0
    assert find("bo", filters={"group": gid(hidden)}) == (["THREAD", "EVENT"], 2)


def test_pages_of_hits_are_the_whole(cast, ask):
    thread = making.thread(cast, cast.group, *(f"alliance {n}" for n in range(9)), title="Un fil")
    index()
    whole = ask("bo", SEARCH, query="alliance", first=100)["search"]["edges"]

    seen, after, pages = [], None, 0
    while True:
        page = ask("bo", SEARCH, query="alliance", first=4, after=after)["search"]
        assert page["totalCount"] == 9
        assert page["pageInfo"]["hasPreviousPage"] is (pages > 0)
        seen += page["edges"]
        pages += 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert (seen, pages) == (whole, 3)
    assert {edge["node"]["number"] for edge in whole} == set(range(1, 10))
    assert thread.messages.count() == 9


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"query": ""}, "INVALID", "query"),
        ({"query": "x" * 1001}, "INVALID", "query"),
        ({"after": "x"}, "INVALID", "after"),
        ({"after": ""}, "INVALID", "after"),
        ({"first": -1}, "INVALID", "first"),
        ({"first": 101}, "LIMITED", "first"),
        ({"filters": {"group": "x"}}, "MISSING", "group"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(cast, post, given, code, field):
    answer = post("bo", SEARCH, **{"query": "alliance"} | given)

    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code, "field": field}


def test_what_was_edited_away_is_not_shown_though_the_index_is_behind(cast, ask):
    open_to_all = cast.groups["open"]
    thread = making.thread(cast, open_to_all, "Alliance : c'est SESAME", title="Le fil Dupont")
    kept = making.thread(cast, open_to_all, "Une alliance", title="Le fil Durand")
    index()
    (message,), (other,) = thread.messages.all(), kept.messages.all()
    cast.perform(talking.edit_message, "bo", message=message, body="Alliance : rien à voir")
    cast.perform(talking.rename_thread, "ana", thread=thread, title="Le fil des alliances")
    cast.perform(talking.react_to_message, "mo", message=other, reaction="👍")

    def shown(query):
        asked = f"{{ search({query}) {{ asOf totalCount nodes {{ html }} }} }}"
        page = ask("nobody", asked)["search"]
        assert page["asOf"]
        assert page["totalCount"] == len(page["nodes"])
        return [each["html"] for each in page["nodes"]]

    def suggested():
        return [
            each["html"] for each in ask("nobody", '{ suggest(prefix: "dup") { html } }')["suggest"]
        ]

    assert shown('query: "sesame"') == ["Alliance : rien à voir"]
    assert sorted(shown('query: "alliance", kinds: [MESSAGE]')) == [
        "Alliance : rien à voir",
        "Une <mark>alliance</mark>",
    ]
    assert suggested() == ["Le fil des alliances"]
    meant = ask("nobody", '{ search(query: "sesane") { totalCount didYouMean } }')["search"]
    assert meant == {"totalCount": 0, "didYouMean": None}
    index()
    assert suggested() == []
    cast.perform(talking.rename_thread, "ana", thread=kept, title="Le fil Durandal")
    asked = '{ suggest(prefix: "durand") { html } search(query: "durand") { nodes { html } } }'
    told = ask("nobody", asked)
    assert told["suggest"] == told["search"]["nodes"] == [{"html": "Le fil Durandal"}]


def test_a_search_tells_how_old_it_is_where_it_is_behind(cast, ask):
    asked = '{ search(query: "alliance") { totalCount asOf } }'
    making.thread(cast, cast.group, title="L'alliance")
    index()
    assert ask("bo", asked)["search"] == {"totalCount": 1, "asOf": None}

    making.thread(cast, cast.group, title="Une alliance")
    told = ask("bo", asked)["search"]
    assert told["totalCount"] == 1
    assert told["asOf"] == ask("nobody", asked)["search"]["asOf"]
    assert abs(datetime.fromisoformat(told["asOf"]) - timezone.now()) < timedelta(minutes=1)

    index()
    assert ask("bo", asked)["search"] == {"totalCount": 2, "asOf": None}


def test_a_question_to_an_index_that_is_not_there_may_be_asked_later(
    cast, post, tmp_path, settings
):
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'elsewhere'}"

    answer = post("bo", SEARCH, query="alliance")

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE", "retryable": True}


def test_searching_costs_the_same_however_much_is_found(cast, cost):
    def say(times):
        making.thread(cast, cast.group, *["alliance"] * times, title="L'alliance")
        making.event(cast, cast.group, title="Alliance")
        making.resource(cast, cast.group, title="Alliance", reach=Reach.PUBLIC)
        index()

    say(2)
    few = cost("bo", SEARCH, query="alliance", first=100)
    say(38)
    many = cost("bo", SEARCH, query="alliance", first=100)

    assert Resource.objects.count() == 2
    assert many == few == 16


def test_hits_are_answered_as_graphql_core_answers_them(cast, everything):
    given = {"query": "alliance", "first": 100}
    for who in ("bo", "zed", "nobody"):
        prepared = Documents(schema.graphql_schema).prepare(SEARCH, None, given)
        assert prepared.plan is not None

        answer = prepared.execute(Context(cast.actor(who)))
        context = Context(cast.actor(who))
        expected = execute(schema.graphql_schema, parse(SEARCH), None, context, given)

        assert answer.data == expected.data
        assert (answer.errors, expected.errors) == (None, None)
