"""Narrowing and counting in the graph: by what hits differ, and nothing of what is hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from graphql import execute, parse

from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.graphql.ids import to_global_id
from backend.models import new_key
from communs.events import actions as meeting
from communs.groups import actions as grouping
from communs.groups.models import Visibility
from communs.organizations import actions as organizing
from communs.organizations.models import Organization, OrganizationKind
from communs.resources import actions as writing
from communs.resources.choices import Licence, ResourceLanguage
from communs.threads import actions as talking
from communs.threads.models import Message
from communs.threads.reach import Reach
from communs.topics import actions as wording
from schema.graph import schema
from tests.places import settle

from . import making
from .conftest import gid, index

FACETS = """facets {
  kind { value count } topic { value { name } count } territory { value { name } count }
  group { value { name } count } organization { value { name } count }
  language { value count } licence { value count } year { value count }
}"""
SEARCH = """
query ($query: String!, $kinds: [SearchKind!], $filters: SearchFilters, $sort: SearchSort) {
  search(query: $query, kinds: $kinds, filters: $filters, sort: $sort, first: 100) {
    totalCount isLoose didYouMean
    nodes { kind subject { ... on Resource { title } ... on Event { title: title }
                           ... on Thread { title } } }
    FACETS
  }
}
""".replace("FACETS", FACETS)


pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def look(ask):
    """Search as somebody; gives the whole answer."""

    def looked(who: str, query: str = "alliance", **given):
        return ask(who, SEARCH, query=query, **given)["search"]

    return looked


def titles(page):
    return [node["subject"].get("title") for node in page["nodes"]]


def counts(page, facet):
    """Give the values of a facet with their counts."""
    named = ((each["value"], each["count"]) for each in page["facets"][facet])
    return {value["name"] if isinstance(value, dict) else value: n for value, n in named}


@pytest.fixture
def shelf(cast):
    """Put four things on a shelf: about water in Lille, about nothing, in Occitan, and hidden."""
    places = settle()
    water = cast.perform(wording.create_topic, "nina", name_fr="Eau")
    river = cast.perform(wording.create_topic, "nina", name_fr="Rivières", parent=water)
    kind = OrganizationKind.ASSOCIATION
    ours = cast.perform(organizing.add_organization, "ana", name="Les nôtres", kind=kind)
    about = {"topics": [river], "territories": [places["Lille"]]}
    group = cast.groups["open"]
    first = making.resource(cast, group, title="Alliance des eaux", reach=Reach.PUBLIC)
    cast.perform(writing.classify_resource, "ana", resource=first, **about)
    making.resource(
        cast,
        group,
        title="Alliance occitane",
        reach=Reach.PUBLIC,
        language=ResourceLanguage.OC,
        licence=Licence.CC0_1_0,
    )
    event = making.event(cast, group, title="Alliance au bord de l'eau", reach=Reach.PUBLIC)
    cast.perform(meeting.classify_event, "ana", event=event, territories=[places["Tarn"]])
    cast.perform(
        meeting.set_event_organizations, "ana", event=event, organizing=[ours], partners=[]
    )
    hidden = making.resource(
        cast, cast.groups["hidden"], title="Alliance cachée", reach=Reach.GROUP
    )
    cast.perform(writing.classify_resource, "ana", resource=hidden, **about)
    index()
    return {"places": places, "water": water, "river": river, "ours": ours, "hidden": hidden}


RESOURCES = {"kinds": ["RESOURCE", "EVENT"]}


def test_facets_count_all_that_may_be_seen(shelf, look):
    page = look("zed", **RESOURCES)

    assert page["totalCount"] == 3
    assert counts(page, "kind") == {"RESOURCE": 2, "EVENT": 1, "THREAD": 1}
    assert counts(page, "topic") == {"Eau": 1, "Rivières": 1}
    assert counts(page, "territory") == {
        "France": 2,
        "Hauts-de-France": 1,
        "Nord": 1,
        "Lille": 1,
        "Métropole Européenne de Lille": 1,
        "Occitanie": 1,
        "Tarn": 1,
    }
    assert counts(page, "group") == {"Groupe open": 3}
    assert counts(page, "organization") == {"Les nôtres": 1}
    assert counts(page, "language") == {"FR": 1, "OC": 1}
    assert counts(page, "licence") == {"CC_BY_SA_4_0": 1, "CC0_1_0": 1}
    assert counts(page, "year")[2024] == 1
    member = look("bo", **RESOURCES)
    assert counts(member, "topic") == {"Eau": 2, "Rivières": 2}
    assert counts(member, "group") == {"Groupe open": 3, "Groupe hidden": 1}


def test_a_facet_counts_as_if_its_own_filter_were_open(shelf, look):
    page = look("zed", filters={"licence": ["CC0_1_0"]}, **RESOURCES)

    assert titles(page) == ["Alliance occitane"]
    assert counts(page, "licence") == {"CC_BY_SA_4_0": 1, "CC0_1_0": 1}
    assert counts(page, "language") == {"OC": 1}


def test_search_is_narrowed_by_what_things_are_about(shelf, look, cast):
    def found(**filters):
        return sorted(titles(look("zed", filters=filters, **RESOURCES)))

    eaux, occitane, bord = "Alliance des eaux", "Alliance occitane", "Alliance au bord de l'eau"
    places = shelf["places"]
    assert found(topic=[gid(shelf["water"])]) == found(topic=gid(shelf["river"])) == [eaux]
    assert found(territory=[gid(places["Nord"])]) == [eaux]
    assert found(territory=[gid(places["Nord"]), gid(places["Occitanie"])]) == [bord, eaux]
    assert found(territory=gid(places["Colomiers"])) == []
    assert found(organization=[gid(shelf["ours"])]) == [bord]
    assert found(licence=["CC0_1_0"], language=["OC"]) == [occitane]
    assert found(year=[2024]) == [bord]
    assert found(until="2025-01-01T00:00:00Z") == found(year=[2024, 2023]) == [bord]
    start = making.START
    assert found(since=start.isoformat(), until=(start + timedelta(1)).isoformat()) == [bord]
    groups = [gid(cast.groups["open"]), gid(cast.groups["hidden"])]
    assert found(groups=groups) == found(group=groups[0]) == [bord, eaux, occitane]
    assert found(group=groups[0], groups=groups[1:]) == []
    assert found(authors=[gid(cast.person("bo"))]) == [eaux, occitane]


def test_hits_come_in_the_order_that_is_asked_for(cast, look):
    for title in ("Alliance", "Encore une alliance"):
        making.thread(cast, cast.group, title=title)
    first = cast.group.threads.get(title="Alliance")
    making.message(cast, first, "Bonjour")
    index()

    assert titles(look("bo", sort="DATE")) == ["Encore une alliance", "Alliance"]
    assert titles(look("bo", sort="ACTIVITY")) == ["Alliance", "Encore une alliance"]
    assert titles(look("bo", sort="RELEVANCE"))[0] == "Alliance"


def test_what_is_hidden_is_in_no_hit_count_facet_or_correction(cast, look):
    public = making.resource(cast, cast.groups["open"], title="Une alliance", reach=Reach.PUBLIC)
    making.event(cast, cast.groups["hidden"], title="Une alliance", reach=Reach.PUBLIC)
    secret = cast.perform(wording.create_topic, "nina", name_fr="Zythologie")
    hidden = making.resource(cast, cast.groups["hidden"], title="Zythologie", reach=Reach.GROUP)
    cast.perform(writing.classify_resource, "ana", resource=hidden, topics=[secret])
    index()

    for who in ("zed", "nina", "nobody"):
        page = look(who)
        assert page["totalCount"] == 3  # the resource; the event and its thread
        assert counts(page, "group") == {"Groupe open": 1}
        assert counts(page, "topic") == {}
        mistyped = look(who, "zythologue")
        assert (mistyped["totalCount"], mistyped["didYouMean"]) == (0, None)
        everything = look(who, "", kinds=["RESOURCE"])
        assert titles(everything) == [public.title]
    assert look("bo", "zythologye")["didYouMean"] == "zythologie"
    assert counts(look("bo"), "group") == {"Groupe open": 1, "Groupe hidden": 2}


def test_a_hidden_group_or_organization_narrows_like_one_that_was_never_there(cast, look):
    making.event(cast, cast.groups["hidden"], title="Une alliance", reach=Reach.PUBLIC)
    kind = OrganizationKind.ASSOCIATION
    theirs = cast.perform(organizing.add_organization, "bo", name="Les leurs", kind=kind)
    event = making.event(cast, cast.groups["open"], title="Une alliance", reach=Reach.PUBLIC)
    cast.perform(
        meeting.set_event_organizations, "ana", event=event, organizing=[theirs], partners=[]
    )
    index()
    Organization.objects.update(audience="moderators")

    for name, row in (("group", cast.groups["hidden"]), ("organization", theirs)):
        there, absent = gid(row), to_global_id(type(row).__name__, new_key())
        for who in ("zed", "nobody"):
            assert look(who, filters={name: there}) == look(who, filters={name: absent})
            assert look(who, filters={name: there})["totalCount"] == 0
    assert counts(look("zed"), "organization") == {}


def test_a_change_of_visibility_or_membership_is_in_force_at_the_next_search(cast, look, ask):
    group = cast.groups["open"]
    making.resource(cast, group, title="Une alliance", reach=Reach.GROUP)
    index()
    assert counts(look("zed"), "group") == {"Groupe open": 1}

    cast.perform(grouping.edit_group, "ana", group=group, visibility=Visibility.HIDDEN)

    page = look("zed")
    assert (page["totalCount"], counts(page, "group"), counts(page, "kind")) == (0, {}, {})
    assert counts(look("bo"), "group") == {"Groupe open": 1}
    cast.perform(grouping.leave_group, "bo", group=group)
    assert (look("bo")["totalCount"], counts(look("bo"), "group")) == (0, {})


def test_an_index_that_lags_counts_nothing_that_is_gone(cast, look):
    thread = making.thread(cast, cast.groups["open"], *["alliance"] * 3, title="Un fil")
    index()
    assert counts(look("zed"), "kind") == {"MESSAGE": 3}

    for message in thread.messages.all()[:2]:
        cast.perform(talking.remove_message, "bo", message=message)

    page = look("zed")
    assert (page["totalCount"], counts(page, "kind")) == (1, {"MESSAGE": 1})
    assert counts(look("zed", filters={"group": gid(cast.groups["open"])}), "group") == {
        "Groupe open": 1
    }
    assert Message.objects.count() == 3


def test_facets_cost_the_same_however_much_is_found(cast, shelf, cost):
    def more(times):
        for n in range(times):
            made = making.resource(
                cast, cast.groups["open"], title=f"Alliance {n}", reach=Reach.PUBLIC
            )
            made.topics.add(shelf["water"])
            made.territories.add(shelf["places"]["Sorèze"])
        index()

    more(1)
    few = cost("bo", SEARCH, query="alliance", kinds=["RESOURCE", "EVENT"])
    more(38)
    many = cost("bo", SEARCH, query="alliance", kinds=["RESOURCE", "EVENT"])
    plain = "query ($query: String!) { search(query: $query, first: 100) { totalCount } }"

    assert many == few
    assert cost("bo", plain, query="alliance") < few - 3


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"filters": {"topic": ["x"]}}, "MISSING", "topic"),
        ({"filters": {"year": [2024] * 101}}, "LIMITED", "year"),
        ({"filters": {"since": "2024-01-01T00:00:00"}}, "INVALID", "since"),
        ({"query": "  "}, "INVALID", "query"),
        ({"query": "x " * 51}, "INVALID", "query"),
        ({"query": "avant:2024 " * 60}, "INVALID", "query"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(cast, post, given, code, field):
    answer = post("bo", SEARCH, **{"query": "alliance"} | given)

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code, "field": field}


def test_nothing_but_filters_is_a_question_too(shelf, look):
    page = look("zed", "", filters={"licence": ["CC0_1_0"]})

    assert titles(page) == ["Alliance occitane"]


def test_facets_are_answered_as_graphql_core_answers_them(cast, shelf):
    given = {"query": "alliance", "kinds": ["RESOURCE", "EVENT"]}
    for who in ("bo", "zed", "nobody"):
        prepared = Documents(schema.graphql_schema).prepare(SEARCH, None, given)
        assert prepared.plan is not None

        answer = prepared.execute(Context(cast.actor(who)))
        context = Context(cast.actor(who))
        expected = execute(schema.graphql_schema, parse(SEARCH), None, context, given)

        assert (answer.errors, expected.errors) == (None, None)
        assert answer.data == expected.data
