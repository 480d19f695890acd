"""Filters, orders and counts: what each leaves, together, to whom, at what cost, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communs.events import actions as meeting
from communs.events.models import Event
from communs.groups import actions as grouping
from communs.groups.models import Group
from communs.people import actions as presenting
from communs.people.models import Person
from communs.resources import actions as writing
from communs.resources.models import Resource
from communs.threads.models import Thread
from communs.threads.reach import Reach
from communs.topics import actions as wording
from communs.topics.goals import load_goals
from communs.topics.models import Topic
from tests.places import settle

from . import making
from .conftest import gid

NAMED = {"resources": "title", "events": "title", "groups": "name", "people": "name"}


@pytest.fixture
def ids(cast) -> dict[str, str]:
    """Fill the lists; gives the ids that the tests name."""
    load_goals()
    places = settle()
    hunger = Topic.objects.get(number=2)
    food = cast.perform(wording.create_topic, "nina", name_fr="Alimentation")
    garden = cast.perform(wording.create_topic, "nina", name_fr="Jardins", parent=food)
    _resources(cast, places, hunger, garden)
    _events(cast, places, garden)
    _groups(cast, places, garden)
    _people(cast, places, garden)
    return {
        "hunger": gid(hunger),
        "food": gid(food),
        "garden": gid(garden),
        **{name: gid(place) for name, place in places.items()},
        **{group.name: gid(group) for group in Group.objects.all()},
        **{who: gid(cast.person(who)) for who in ("ana", "bo", "zed")},
        "nothing": gid(Topic(name_fr="jamais")),
    }


def _resources(cast, places, hunger, garden) -> None:
    """Write four: a guide, an English method, a members' tool, a draft."""

    def write(title, group, year, reach=Reach.PUBLIC, topics=(), territories=(), **given):
        made = making.resource(cast, cast.groups[group], title=title, reach=reach, **given)
        carried = {"topics": list(topics), "territories": [places[name] for name in territories]}
        cast.perform(writing.classify_resource, "bo", resource=made, **carried)
        if reach:
            at = datetime(year, 5, 1, tzinfo=UTC)
            Resource.objects.filter(pk=made.pk).update(published_at=at)
        return made

    guide = write("Guide", "open", 2015, topics=[hunger, garden], territories=["Toulouse"])
    write("Method", "open", 2020, kind="method", language="en", territories=["Nord"])
    write("Outil", "listed", 2020, Reach.GROUP, kind="tool", topics=[garden])
    write("Brouillon", "hidden", 0, None, topics=[hunger], territories=["Sorèze"])
    cast.perform(
        writing.credit_contributor, "bo", resource=guide, role="reviewer", person=cast.person("zed")
    )


def _events(cast, places, garden) -> None:
    """Plan three: one that is over, one tomorrow online, one within a year."""
    now = timezone.now().replace(microsecond=0)

    def plan(title, group, days, reach=Reach.PUBLIC, **given):
        times = {"starts_at": now + timedelta(days=days)}
        times["ends_at"] = times["starts_at"] + timedelta(hours=2)
        return making.event(cast, cast.groups[group], title=title, reach=reach, **times, **given)

    past = plan("Passé", "open", -300)
    plan("Demain", "listed", 1, online_url="https://visio.example/1")
    plan("Un jour", "hidden", 300, Reach.GROUP)
    carried = {"topics": [garden], "territories": [places["Colomiers"]]}
    cast.perform(meeting.classify_event, "ana", event=past, **carried)


def _groups(cast, places, garden) -> None:
    carried = {"topics": [garden], "territories": [places["Lille"]]}
    cast.perform(grouping.classify_group, "ana", group=cast.groups["open"], **carried)
    Group.objects.filter(name="Groupe open").update(joining="free", kind="network")
    Group.objects.filter(name="Groupe hidden").update(joining="invitation")


def _people(cast, places, garden) -> None:
    cast.perform(presenting.classify_profile, "zed", topics=[garden], territories=[places["Nord"]])
    cast.perform(presenting.classify_profile, "bo", territories=[places["Lille"]])


def found(ask, ids, who: str, listed: str, arguments: str) -> list[str]:
    """Ask for a list; ``@name`` in the arguments stands for an id."""
    for name in sorted(ids, key=len, reverse=True):
        arguments = arguments.replace(f"@{name}", f'"{ids[name]}"')
    passed = f"({arguments})" if arguments else ""
    page = ask(who, f"{{ {listed}{passed} {{ totalCount nodes {{ it: {NAMED[listed]} }} }} }}")
    assert page[listed]["totalCount"] == len(page[listed]["nodes"])
    return [node["it"] for node in page[listed]["nodes"]]


RESOURCES = [
    ("bo", "", ["Brouillon", "Outil", "Method", "Guide"]),
    ("zed", "", ["Method", "Guide"]),
    ("bo", "kind: TOOL", ["Outil"]),
    ("bo", "kinds: [TOOL, METHOD]", ["Outil", "Method"]),
    ("bo", "kinds: []", []),
    ("bo", "status: DRAFT", ["Brouillon"]),
    ("bo", "status: PUBLISHED", ["Outil", "Method", "Guide"]),
    ("bo", "language: EN", ["Method"]),
    ("bo", "topic: @hunger", ["Brouillon", "Guide"]),
    ("bo", "topic: @food", ["Outil", "Guide"]),
    ("bo", "topic: @garden", ["Outil", "Guide"]),
    ("bo", "topic: @nothing", []),
    ("bo", "topic: @Toulouse", []),
    ("bo", "territory: @Occitanie", ["Brouillon", "Guide"]),
    ("zed", "territory: @Occitanie", ["Guide"]),
    ("bo", "territory: @Tarn", ["Brouillon"]),
    ("bo", "territory: @France", ["Brouillon", "Method", "Guide"]),
    ("bo", 'territory: "x"', []),
    ("bo", 'group: "x"', []),
    ("bo", "contributor: @zed", ["Guide"]),
    ("nobody", "contributor: @zed", []),  # they know of nobody
    ("bo", "contributor: @bo", ["Brouillon", "Outil", "Method", "Guide"]),
    ("bo", "contributor: @ana", []),
    ("bo", "year: 2020", ["Outil", "Method"]),
    ("bo", "year: 2015", ["Guide"]),
    ("bo", "year: 0", []),
    ("bo", "year: 1", []),
    ("bo", "year: 9999", []),
    ("bo", "year: -5", []),
    ("bo", "year: 2147483647", []),
    ("bo", "orderBy: NEWEST", ["Brouillon", "Outil", "Method", "Guide"]),
    ("bo", "orderBy: TITLE", ["Brouillon", "Guide", "Method", "Outil"]),
    ("bo", "orderBy: PUBLISHED, year: 2015", ["Guide"]),
    ("bo", "year: 2020, kind: METHOD, territory: @Nord, orderBy: PUBLISHED", ["Method"]),
    ("bo", "topic: @food, territory: @Occitanie, contributor: @zed, language: FR", ["Guide"]),
    ("bo", "topic: @hunger, territory: @Nord", []),
]
EVENTS = [
    ("bo", "", ["Passé", "Demain", "Un jour"]),
    ("zed", "", ["Passé", "Demain"]),
    ("bo", "orderBy: LATEST", ["Un jour", "Demain", "Passé"]),
    ("bo", "toCome: true", ["Demain", "Un jour"]),
    ("bo", "toCome: false", ["Passé"]),
    ("bo", "online: true", ["Demain"]),
    ("bo", "online: false", ["Passé", "Un jour"]),
    ("bo", "topic: @food", ["Passé"]),
    ("bo", "territory: @Toulouse Métropole", ["Passé"]),
    ("bo", "territory: @Nord", []),
    ("bo", "toCome: true, online: false, orderBy: LATEST", ["Un jour"]),
]
GROUPS = [
    ("bo", "", ["Groupe hidden", "Groupe listed", "Groupe open"]),
    ("bo", "orderBy: NEWEST", ["Groupe hidden", "Groupe listed", "Groupe open"]),
    ("zed", "joinable: true", ["Groupe listed", "Groupe open"]),
    ("zed", "joinable: false", []),
    ("bo", "joinable: true", []),
    ("bo", "joinable: false", ["Groupe hidden", "Groupe listed", "Groupe open"]),
    ("nobody", "joinable: true", ["Groupe listed", "Groupe open"]),
    ("bo", "kind: NETWORK", ["Groupe open"]),
    ("bo", "topic: @food", ["Groupe open"]),
    ("bo", "territory: @Hauts-de-France", ["Groupe open"]),
    ("bo", "territory: @Occitanie", []),
    ("zed", "joinable: true, territory: @Nord, topic: @garden", ["Groupe open"]),
]
PEOPLE = [
    ("bo", "", ["Ana", "Bo", "Mo", "Nina", "Ob", "Zed"]),
    ("bo", "topic: @food", ["Zed"]),
    ("bo", "territory: @Nord", ["Bo", "Zed"]),
    ("bo", "territory: @Lille", ["Bo"]),
    ("bo", "topic: @food, territory: @France", ["Zed"]),
    ("bo", "territory: @Nord, orderBy: NEWEST", ["Zed", "Bo"]),
    ("nobody", "territory: @Nord", []),
]


@pytest.mark.parametrize(
    ("listed", "cases"),
    [("resources", RESOURCES), ("events", EVENTS), ("groups", GROUPS), ("people", PEOPLE)],
    ids=["resources", "events", "groups", "people"],
)
def test_each_argument_leaves_what_it_says(cast, ask, ids, listed, cases):
    answers = [(who, asked, found(ask, ids, who, listed, asked)) for who, asked, _names in cases]

    # Founded in one moment, groups come in any order: by name is as good.
    shown = [
        (who, asked, sorted(names) if listed == "groups" else names)
        for who, asked, names in answers
    ]
    assert shown == cases


def test_what_a_group_does_is_asked_for_only_where_the_group_is_seen(cast, ask, ids):
    """A hidden group's public resource is everybody's, and tells nobody of the group."""
    made = making.resource(cast, cast.groups["hidden"], title="Ailleurs", reach=Reach.PUBLIC)
    making.event(cast, cast.groups["hidden"], title="Ailleurs", reach=Reach.PUBLIC)
    assert made.title in found(ask, ids, "zed", "resources", "")

    assert found(ask, ids, "zed", "resources", "group: @Groupe hidden") == []
    assert found(ask, ids, "zed", "events", "group: @Groupe hidden") == []
    assert found(ask, ids, "bo", "resources", "group: @Groupe hidden") == ["Ailleurs", "Brouillon"]
    assert found(ask, ids, "bo", "events", "group: @Groupe hidden") == ["Ailleurs", "Un jour"]
    assert found(ask, ids, "zed", "resources", "group: @Groupe open") == ["Method", "Guide"]
    assert found(ask, ids, "zed", "events", "group: @Groupe listed") == ["Demain"]


def test_events_are_found_between_two_moments(cast, ask, ids):
    past, tomorrow, _later = Event.objects.order_by("starts_at")
    day = timedelta(days=1)

    def between(since, until) -> list[str]:
        asked = f'from: "{since.isoformat()}", until: "{until.isoformat()}"'
        return found(ask, ids, "bo", "events", asked)

    assert between(past.ends_at, tomorrow.starts_at) == ["Passé"]
    assert between(past.ends_at + day, tomorrow.starts_at + day) == ["Demain"]
    assert between(past.ends_at - day, tomorrow.starts_at + day) == ["Passé", "Demain"]
    assert between(tomorrow.ends_at + day, tomorrow.ends_at) == []


@pytest.mark.parametrize("argument", ["from", "until"])
@pytest.mark.parametrize("when", ["2024-04-22T09:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_no_clock_shows_is_refused(cast, post, argument, when):
    answer = post("bo", f'{{ events({argument}: "{when}") {{ totalCount }} }}')

    assert answer["errors"][0]["extensions"] == {"code": "INVALID", "field": argument}


def test_what_was_never_published_has_no_place_in_that_order(cast, ask, ids):
    names = found(ask, ids, "bo", "resources", "orderBy: PUBLISHED")

    assert names[2:] == ["Guide"]
    assert sorted(names[:2]) == ["Method", "Outil"]  # published at the same moment


def test_threads_come_by_activity_or_by_age(cast, ask):
    first = making.thread(cast, cast.group, title="premier")
    making.thread(cast, cast.group, title="second")
    making.message(cast, first, "encore")
    asked = "{ it: threads%s { nodes { title } } }"

    def titles(arguments):
        return [node["title"] for node in ask("bo", asked % arguments)["it"]["nodes"]]

    assert titles("") == titles("(orderBy: ACTIVITY)") == ["premier", "second"]
    assert titles("(orderBy: NEWEST)") == ["second", "premier"]


def test_a_cursor_belongs_to_its_order(cast, ask, post, ids):
    asked = "{ resources(first: 1, orderBy: TITLE) { pageInfo { endCursor } } }"
    after = ask("bo", asked)["resources"]["pageInfo"]["endCursor"]

    answer = post("bo", f'{{ resources(after: "{after}") {{ totalCount }} }}')

    assert answer["errors"][0]["extensions"] == {"code": "INVALID", "field": "after"}


CARRIED = "{ %s(first: 100) { nodes { topics { name } territories { name parents { name } } } } }"


@pytest.mark.parametrize("listed", NAMED)
def test_what_things_carry_costs_the_same_however_many(cast, ask, cost, ids, listed):
    cast.perform(grouping.classify_group, "ana", group=cast.group, topics=[])
    few = cost("bo", CARRIED % listed)
    garden = Topic.objects.get(name_fr="Jardins")
    for number in range(20):
        _one_more(cast, listed, number).topics.add(garden)

    assert cost("bo", CARRIED % listed) == few


def test_where_things_take_place_is_asked_without_listing_the_whole_country(cast, ask, ids):
    ask("bo", "{ __typename }")

    with CaptureQueriesContext(connection) as captured:
        ask("bo", "{ resources(first: 100) { nodes { territories { name } } } }")

    (asked,) = [each["sql"] for each in captured if "territories_territory" in each["sql"]]
    assert asked.count('FROM "') == 1


def _one_more(cast, listed, number):
    if listed == "groups":
        return cast.found("open", name=f"Groupe {number}")
    if listed == "people":
        email = f"p{number}@communs.example"
        return Person.objects.create_user(email, name=f"P {number}")
    make = {"resources": making.resource, "events": making.event}[listed]
    return make(cast, cast.group, title=f"Titre {number}")


def test_things_show_what_they_carry_in_order(cast, ask, ids):
    nodes = ask("zed", CARRIED % "resources")["resources"]["nodes"]

    assert nodes[1] == {
        "topics": [{"name": "Zero Hunger"}, {"name": "Jardins"}],
        "territories": [
            {
                "name": "Toulouse",
                "parents": [{"name": "Haute-Garonne"}, {"name": "Toulouse Métropole"}],
            }
        ],
    }


def test_what_people_know_about_is_for_members(cast, ask, ids):
    making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC)
    asked = "{ resources(first: 1) { nodes { createdBy { name territories { name } } } } }"

    def shown(who):
        return ask(who, asked)["resources"]["nodes"][0]["createdBy"]

    assert shown("zed") == {"name": "Bo", "territories": [{"name": "Lille"}]}
    assert shown("nobody") == {"name": "Bo", "territories": []}


def test_filters_and_orders_cost_no_query_more(cast, ask, cost, ids):
    plain = cost("bo", "{ resources { nodes { id } } }")
    filtered = "{ resources(topic: %s, territory: %s, group: %s, contributor: %s, year: 2020,"
    filtered += " kinds: [TOOL], language: FR, status: PUBLISHED, orderBy: TITLE) {"
    filtered += " nodes { id } } }"
    named = [f'"{ids[name]}"' for name in ("food", "France", "Groupe listed", "bo")]

    assert cost("bo", filtered % tuple(named)) == plain


@pytest.mark.parametrize("backwards", [False, True])
def test_a_filtered_and_ordered_list_is_turned_through_while_it_changes(cast, ask, ids, backwards):
    made = [_written(cast, f"t{number:02}") for number in range(30)]
    _written(cast, "t05 d'ailleurs", carried=False)
    size, way = ("last", "before") if backwards else ("first", "after")
    document = f"""query ($cursor: String, $topic: ID!) {{
      resources(topic: $topic, orderBy: TITLE, language: OC, {size}: 4, {way}: $cursor) {{
        totalCount nodes {{ title }}
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    seen, cursor, gone, turned = [], None, set(), 0
    while True:
        page = ask("bo", document, cursor=cursor, topic=ids["food"])["resources"]
        titles = [node["title"] for node in page["nodes"]]
        seen += reversed(titles) if backwards else titles
        there = Resource.objects.filter(language="oc", topics__name_fr="Jardins")
        assert page["totalCount"] == there.count()
        info = page["pageInfo"]
        cursor = info["startCursor"] if backwards else info["endCursor"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            break
        turned += 1
        at = 30 - 4 * turned if backwards else 4 * turned
        for place in {at - 1, at, (at + 5) % 30} & set(range(30)):
            gone.add(f"t{place:02}")
            Resource.objects.filter(pk=made[place].pk).update(language="fr")
        _written(cast, f"t{max(at - 1, 0):02} nouveau {turned}")
        _written(cast, f"t{at + 1:02} nouveau {turned}")

    old = [title for title in seen if "nouveau" not in title]
    assert len(seen) == len(set(seen))
    assert {f"t{place:02}" for place in range(30)} - set(old) <= gone
    assert old == sorted(old, reverse=backwards)
    assert "t05 d'ailleurs" not in seen


def _written(cast, title: str, *, carried: bool = True) -> Resource:
    resource = Resource.objects.create(
        audience="public",
        group=cast.groups["open"],
        created_by=cast.person("bo"),
        title=title,
        kind="guide",
        language="oc",
    )
    if carried:
        resource.topics.add(Topic.objects.get(name_fr="Jardins"))
    return resource


def test_a_thread_that_is_not_seen_is_in_no_order(cast, ask):
    making.thread(cast, cast.groups["hidden"])

    for order in ("ACTIVITY", "NEWEST"):
        page = ask("zed", f"{{ threads(orderBy: {order}) {{ totalCount nodes {{ id }} }} }}")
        assert page["threads"] == {"totalCount": 0, "nodes": []}
    assert Thread.objects.count() == 1
