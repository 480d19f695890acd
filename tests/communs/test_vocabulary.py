"""The vocabulary: who says what means the same, and how it is worded."""

from __future__ import annotations

import pytest

from backend.rules import Denied, Invalid, Limited
from communs.vocabulary import actions, facts, rules, wording
from communs.vocabulary.models import SynonymSet
from communs.vocabulary.queries import groups

EVERYBODY = {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}
ESS = ["ESS", "économie sociale et solidaire"]


def added(cast, *expressions: str, by: str = "nina", **given) -> SynonymSet:
    """Let some expressions mean the same."""
    made: SynonymSet = cast.perform(
        actions.add_synonyms, by, expressions=list(expressions), **given
    )
    return made


def test_everybody_sees_what_means_the_same(cast):
    assert cast.who_see(added(cast, *ESS)) == EVERYBODY


@pytest.mark.parametrize("rule", [rules.can_add, rules.can_edit, rules.can_remove])
def test_the_networks_moderators_look_after_the_vocabulary(cast, rule):
    assert cast.may(rule, added(cast, *ESS)) == {"nina"}


@pytest.mark.parametrize("who", ["ana", "zed", "nobody"])
def test_nobody_else_changes_it(cast, who):
    synonyms = added(cast, *ESS)

    for action, given in [
        (actions.add_synonyms, {"expressions": ["a", "b"]}),
        (actions.edit_synonyms, {"synonyms": synonyms, "expressions": ["a", "b"]}),
        (actions.remove_synonyms, {"synonyms": synonyms}),
    ]:
        with pytest.raises(Denied, match="moderators"):
            cast.perform(action, who, **given)

    assert groups() == (tuple(ESS),)
    assert cast.facts() == [facts.SynonymsAdded(synonyms=synonyms.pk)]


def test_expressions_are_kept_clean_and_once_each(cast):
    synonyms = added(
        cast, " ESS ", "Économie  sociale", "economie sociale", "E.S.S.", note=" Sigle. "
    )

    assert synonyms.expressions == ["ESS", "Économie sociale", "E.S.S."]
    assert synonyms.note == "Sigle."


@pytest.mark.parametrize(
    "expressions",
    [
        [],
        ["ESS"],
        ["ESS", "ess"],
        ["ESS", " "],
        ["ESS", "!?"],
        ["ESS", "e" * 81],
        [f"mot {number}" for number in range(13)],
    ],
)
def test_what_says_nothing_of_use_is_refused(cast, expressions):
    with pytest.raises(Invalid) as refused:
        added(cast, *expressions)

    assert refused.value.field == "expressions"
    assert not SynonymSet.objects.exists()


def test_there_are_no_more_sets_than_searching_can_bear(cast, monkeypatch):
    monkeypatch.setattr(wording, "MOST_SETS", 1)
    added(cast, *ESS)

    with pytest.raises(Limited, match="At most 1 sets"):
        added(cast, "ODD", "objectif de développement durable")

    assert groups() == (tuple(ESS),)


def test_a_set_is_changed_and_removed(cast):
    synonyms = added(cast, *ESS, note="Sigle.")

    cast.perform(actions.edit_synonyms, "nina", synonyms=synonyms, expressions=[*ESS, "SSE"])
    changed = groups()
    cast.perform(actions.edit_synonyms, "nina", synonyms=synonyms, note="")
    cast.perform(actions.remove_synonyms, "nina", synonyms=synonyms)

    assert changed == (("ESS", "économie sociale et solidaire", "SSE"),)
    assert groups() == ()
    assert cast.facts() == [
        facts.SynonymsAdded(synonyms=synonyms.pk),
        facts.SynonymsEdited(synonyms=synonyms.pk),
        facts.SynonymsEdited(synonyms=synonyms.pk),
        facts.SynonymsRemoved(synonyms=synonyms.pk),
    ]


def test_search_reads_the_whole_vocabulary_by_one_query(cast, queries):
    for number in range(3):
        added(cast, f"S{number}", f"sigle {number}")

    assert queries(groups) == 1
    assert groups() == (("S0", "sigle 0"), ("S1", "sigle 1"), ("S2", "sigle 2"))
