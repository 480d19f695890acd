"""Classification: who says what a thing is about and where, within which limits, and what then."""

from __future__ import annotations

from datetime import date

import pytest

from backend.rules import Denied, Invalid, Missing
from backend.search.contract import Key
from backend.search.sources import touched
from communs.classification.queries import about, located_in
from communs.events import actions as meeting
from communs.events import facts as meetings
from communs.events import rules as meeting_rules
from communs.groups import actions as grouping
from communs.groups import facts as groups
from communs.groups import rules as group_rules
from communs.groups.models import Group
from communs.people import actions as presenting
from communs.people import facts as people
from communs.people import rules as people_rules
from communs.resources import actions as writing
from communs.resources import facts as resources
from communs.resources import rules as resource_rules
from communs.territories.models import Territory
from communs.threads.reach import Reach
from communs.topics import actions as wording
from communs.topics.goals import load_goals
from communs.topics.models import Topic
from tests.places import settle
from tests.schema import making

SIGNED_IN = {"ana", "mo", "bo", "ob", "nina", "zed"}


@pytest.fixture
def places(db) -> dict[str, Territory]:
    """Settle the few territories."""
    return settle()


@pytest.fixture
def goals(db) -> list[Topic]:
    """Load the goals; gives them in order."""
    load_goals()
    return list(Topic.objects.all())


def carried(thing) -> tuple[set[str], set[str]]:
    return (
        {topic.name_fr for topic in thing.topics.all()},
        {place.name for place in thing.territories.all()},
    )


@pytest.fixture
def things(cast):
    """Make one of each kind: the row, the action, its parameter, who acts, the fact."""
    resource = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    event = making.event(cast, cast.group)
    cast.facts()
    bo = cast.person("bo")
    return {
        "group": (
            cast.group,
            grouping.classify_group,
            {"group": cast.group},
            "ana",
            groups.GroupClassified(group=cast.group.pk),
        ),
        "resource": (
            resource,
            writing.classify_resource,
            {"resource": resource},
            "bo",
            resources.ResourceClassified(resource=resource.pk),
        ),
        "event": (
            event,
            meeting.classify_event,
            {"event": event},
            "mo",
            meetings.EventClassified(event=event.pk),
        ),
        "person": (
            bo,
            presenting.classify_profile,
            {},
            "bo",
            people.ProfileClassified(person=bo.pk),
        ),
    }


KINDS = ["group", "resource", "event", "person"]


def test_whoever_may_edit_a_thing_may_classify_it(cast):
    resource = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    event = making.event(cast, cast.group)

    assert cast.may(group_rules.can_classify, cast.group) == {"ana", "nina"}
    assert cast.may(resource_rules.can_classify, resource) == {"ana", "mo", "bo"}
    assert cast.may(meeting_rules.can_classify, event) == {"ana", "mo"}
    assert cast.may(people_rules.can_classify) == SIGNED_IN


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_carries_what_it_was_given_last(cast, things, places, goals, kind):
    thing, action, named, who, fact = things[kind]
    topics, territories = goals[:3], [places["Toulouse"], places["Nord"]]

    cast.perform(action, who, **named, topics=topics, territories=territories)
    assert carried(thing) == ({t.name_fr for t in topics}, {"Toulouse", "Nord"})

    cast.perform(action, who, **named, topics=[goals[16]])
    assert carried(thing) == ({goals[16].name_fr}, {"Toulouse", "Nord"})

    cast.perform(action, who, **named, territories=[])
    assert carried(thing) == ({goals[16].name_fr}, set())
    assert cast.facts() == [fact] * 3
    assert touched([fact]) == {Key(kind, thing.pk)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_carries_so_many_and_no_more(cast, things, places, goals, kind):
    thing, action, named, who, _fact = things[kind]
    own = [
        cast.perform(wording.create_topic, "nina", name_fr=f"Mot {number}") for number in range(4)
    ]
    cast.facts()

    with pytest.raises(Invalid, match="At most 20") as refused:
        cast.perform(action, who, **named, topics=[*goals, *own])

    assert refused.value.field == "topics"
    assert carried(thing) == (set(), set())
    assert cast.facts() == []

    cast.perform(action, who, **named, topics=[*goals, *own[:3], own[0]])
    assert thing.topics.count() == 20


def test_what_is_out_of_use_stays_where_it_is_and_comes_nowhere_new(cast, places, goals):
    topic = cast.perform(wording.create_topic, "nina", name_fr="Alliances")
    place = places["Revel"]
    cast.perform(
        grouping.classify_group, "ana", group=cast.group, topics=[topic], territories=[place]
    )
    cast.perform(wording.archive_topic, "nina", topic=topic)
    Territory.objects.filter(pk=place.pk).update(ended_at=date(2027, 1, 1))
    topic.refresh_from_db()
    place.refresh_from_db()
    other = cast.groups["open"]

    for given in ({"topics": [topic]}, {"territories": [place]}):
        with pytest.raises(Invalid, match="no longer in use"):
            cast.perform(grouping.classify_group, "ana", group=other, **given)
    cast.perform(
        grouping.classify_group,
        "ana",
        group=cast.group,
        topics=[topic, goals[0]],
        territories=[place],
    )

    assert carried(other) == (set(), set())
    assert carried(cast.group) == ({"Alliances", "Pas de pauvreté"}, {"Revel"})


@pytest.mark.parametrize(
    ("kind", "who", "refusal"),
    [
        ("group", "mo", Denied),
        ("group", "bo", Denied),
        ("group", "nobody", Denied),
        ("resource", "ob", Denied),
        ("resource", "zed", Denied),
        ("event", "bo", Denied),
        ("event", "zed", Missing),
        ("person", "nobody", Denied),
    ],
)
def test_others_classify_nothing(cast, things, goals, kind, who, refusal):
    thing, action, named, _who, _fact = things[kind]

    with pytest.raises(refusal):
        cast.perform(action, who, **named, topics=goals[:1])

    assert carried(thing) == (set(), set())
    assert cast.facts() == []


def test_a_thing_is_found_by_what_lies_above(cast, places, goals):
    under = cast.perform(wording.create_topic, "nina", name_fr="Modèles", parent=None)
    lower = cast.perform(wording.create_topic, "nina", name_fr="Hybridation", parent=under)
    cast.perform(
        grouping.classify_group,
        "ana",
        group=cast.group,
        topics=[lower, goals[1]],
        territories=[places["Sorèze"], places["Toulouse"]],
    )
    rows = Group.objects.all()

    def is_found(found) -> bool:
        assert found.count() == len(set(found))  # once, by however many ways
        return cast.group in found

    assert {t.name_fr for t in Topic.objects.all() if is_found(about(rows, t.pk))} == {
        "Modèles",
        "Hybridation",
        "Faim « zéro »",
    }
    assert {name for name, place in places.items() if is_found(located_in(rows, place.pk))} == {
        "Sorèze",
        "Toulouse",
        "Toulouse Métropole",
        "CC Aux sources du Canal du Midi",
        "Tarn",
        "Haute-Garonne",
        "Occitanie",
        "France",
    }
