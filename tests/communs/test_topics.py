"""Topics: the goals, the network's own words, their tree, and who looks after them."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from backend.rules import Denied, Invalid
from communs.topics import actions, facts, rules
from communs.topics.goals import GOALS, load_goals
from communs.topics.models import Descent, Topic, TopicKind

EVERYBODY = {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}


def made(cast, name: str, parent: Topic | None = None, **given) -> Topic:
    """Create a topic as nina."""
    topic: Topic = cast.perform(actions.create_topic, "nina", name_fr=name, parent=parent, **given)
    return topic


def under(topic: Topic) -> set[str]:
    return {row.name_fr for row in Topic.objects.under(topic.pk)}


# --- the goals ------------------------------------------------------------------------------------


def test_the_17_goals_are_loaded_once(db, capsys):
    call_command("load_topics")
    call_command("load_topics")

    assert capsys.readouterr().out == "17 goals created.\n0 goals created.\n"
    second, last = Topic.objects.get(number=2), Topic.objects.get(number=17)
    assert (second.name_fr, second.name_en) == ("Faim « zéro »", "Zero Hunger")
    assert (last.name_fr, last.colour) == (
        "Partenariats pour la réalisation des objectifs",
        "#19486A",
    )
    assert len(GOALS) == Topic.objects.count() == Descent.objects.count() == 17


def test_a_goal_that_is_missing_is_made_again(db):
    load_goals()
    Topic.objects.filter(number=5).delete()

    assert load_goals() == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("odd 2", [2]),
        ("ODD2", [2]),
        ("sdg 17", [17]),
        ("faim zero", [2]),
        ("hunger", [2]),
        ("énergie", [7]),
        ("durables", [11]),
        ("unger", []),
        ("", []),
    ],
)
def test_a_goal_is_found_by_what_it_is_called(db, asked, found):
    load_goals()

    assert [topic.number for topic in Topic.objects.named(asked)] == found


# --- who may --------------------------------------------------------------------------------------


def test_everybody_sees_topics(cast):
    assert cast.who_see(made(cast, "Alliances")) == EVERYBODY


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (rules.can_create, {"nina"}),
        (rules.can_edit, {"nina"}),
        (rules.can_archive, {"nina"}),
        (rules.can_restore, set()),
    ],
)
def test_who_may_do_what_with_a_topic(cast, rule, who):
    assert cast.may(rule, made(cast, "Alliances")) == who


@pytest.mark.parametrize("who", sorted(EVERYBODY - {"nina"}))
def test_only_the_networks_moderators_create(cast, who):
    with pytest.raises(Denied):
        cast.perform(actions.create_topic, who, name_fr="Alliances")

    assert not Topic.objects.exists()
    assert cast.facts() == []


def test_a_goal_keeps_its_name_and_takes_synonyms(cast):
    load_goals()
    goal = Topic.objects.get(number=2)

    for given in ({"name_fr": "Faim"}, {"name_en": "x"}, {"colour": "#000000"}, {"parent": None}):
        with pytest.raises(Denied, match="goals"):
            cast.perform(actions.edit_topic, "nina", topic=goal, **given)
    with pytest.raises(Denied, match="goals"):
        cast.perform(actions.archive_topic, "nina", topic=goal)
    assert cast.facts() == []

    cast.perform(actions.edit_topic, "nina", topic=goal, synonyms=["alimentation durable"])

    assert [topic.number for topic in Topic.objects.named("alimentation")] == [2]
    assert cast.facts() == [facts.TopicEdited(about=goal.pk)]


# --- what they do ---------------------------------------------------------------------------------


def test_a_topic_is_created(cast):
    topic = made(
        cast,
        "  Économie de l’alliance ",
        name_en="Alliance economy",
        colour="#00a0ff",
        synonyms=["faire alliance", "faire alliance"],
    )

    topic.refresh_from_db()
    assert (topic.name_fr, topic.name_en) == ("Économie de l’alliance", "Alliance economy")
    assert (topic.kind, topic.number, topic.colour) == (TopicKind.OWN, None, "#00A0FF")
    assert topic.synonyms == ["faire alliance"]
    assert cast.facts() == [facts.TopicCreated(about=topic.pk)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_fr": " "}, "name_fr"),
        ({"name_fr": "x" * 201}, "name_fr"),
        ({"colour": "blue"}, "colour"),
        ({"colour": "#12345"}, "colour"),
        ({"synonyms": ["x"] * 31}, "synonyms"),
        ({"synonyms": [" "]}, "synonyms"),
    ],
)
def test_a_topic_that_makes_no_sense_is_refused(cast, given, field):
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.create_topic, "nina", **{"name_fr": "Alliances", **given})

    assert refused.value.field == field
    assert not Topic.objects.exists()


def test_a_branch_moves_with_all_that_is_under_it(cast):
    economy, models = made(cast, "Économie"), made(cast, "Modèles")
    hybrid = made(cast, "Hybridation", models)

    cast.perform(actions.edit_topic, "nina", topic=models, parent=economy)
    assert under(economy) == {"Économie", "Modèles", "Hybridation"}
    assert under(models) == {"Modèles", "Hybridation"}

    cast.perform(actions.edit_topic, "nina", topic=hybrid, parent=None)
    assert under(economy) == {"Économie", "Modèles"}
    assert under(hybrid) == {"Hybridation"}


def test_a_tree_has_no_circles(cast):
    top = made(cast, "Haut")
    middle = made(cast, "Milieu", top)
    low = made(cast, "Bas", middle)

    for parent in (top, middle, low):
        with pytest.raises(Invalid, match="part of itself"):
            cast.perform(actions.edit_topic, "nina", topic=top, parent=parent)

    top.refresh_from_db()
    assert top.parent is None
    assert under(top) == {"Haut", "Milieu", "Bas"}


def test_a_tree_does_not_grow_too_deep(cast):
    topics = [made(cast, "1")]
    for number in range(2, 6):
        topics.append(made(cast, str(number), topics[-1]))
    other = made(cast, "autre")
    made(cast, "sous autre", other)

    with pytest.raises(Invalid, match="At most 5"):
        made(cast, "6", topics[-1])
    with pytest.raises(Invalid, match="At most 5"):
        cast.perform(actions.edit_topic, "nina", topic=other, parent=topics[3])

    cast.perform(actions.edit_topic, "nina", topic=other, parent=topics[2])
    assert under(topics[2]) == {"3", "4", "5", "autre", "sous autre"}


def test_an_archived_topic_can_be_taken_up_again(cast):
    topic = made(cast, "Alliances")
    cast.facts()

    cast.perform(actions.archive_topic, "nina", topic=topic)
    with pytest.raises(Denied, match="archived"):
        cast.perform(actions.archive_topic, "nina", topic=topic)
    assert not Topic.objects.in_use().exists()

    cast.perform(actions.restore_topic, "nina", topic=topic)
    with pytest.raises(Denied, match="not archived"):
        cast.perform(actions.restore_topic, "nina", topic=topic)
    assert Topic.objects.in_use().exists()
    assert cast.facts() == [
        facts.TopicArchived(about=topic.pk),
        facts.TopicRestored(about=topic.pk),
    ]
