"""Saved searches: each person's own, and nobody else's; so many, and only what can be asked."""

from __future__ import annotations

import pytest

from backend.rules import Denied, Invalid, Limited, Missing
from communs.searches import actions, facts, rules
from communs.searches.asked import Asked
from communs.searches.models import SavedSearch

from .saving import saved

SIGNED_IN = {"ana", "mo", "bo", "ob", "nina", "zed"}


def test_whoever_is_signed_in_saves_searches(cast):
    assert cast.may(rules.can_save) == SIGNED_IN


def test_nobody_but_its_owner_knows_of_a_saved_search(cast):
    assert cast.who_see(saved(cast, "bo")) == {"bo"}


@pytest.mark.parametrize(
    ("action", "given"),
    [
        (actions.rename_saved_search, {"name": "À moi"}),
        (actions.mute_saved_search, {}),
        (actions.unmute_saved_search, {}),
        (actions.see_new_hits, {}),
        (actions.remove_saved_search, {}),
    ],
)
def test_to_others_it_is_not_there_whatever_they_would_do(cast, action, given):
    search = saved(cast, "bo")

    for who in ("ana", "nina", "nobody"):
        with pytest.raises(Missing):
            cast.perform(action, who, search=search, **given)

    search.refresh_from_db()
    assert (search.name, search.muted_at) == ("alliance", None)


def test_a_search_is_kept_renamed_muted_and_removed(cast):
    search = saved(cast, "bo", kinds=["RESOURCE"])

    cast.perform(actions.rename_saved_search, "bo", search=search, name=" Alliances ")
    cast.perform(actions.mute_saved_search, "bo", search=search)
    cast.perform(actions.mute_saved_search, "bo", search=search)
    kept = SavedSearch.objects.get()
    cast.perform(actions.unmute_saved_search, "bo", search=search)
    cast.perform(actions.unmute_saved_search, "bo", search=search)
    cast.perform(actions.remove_saved_search, "bo", search=search)

    assert kept.name == "Alliances"
    assert kept.asked == {"query": "alliance", "kinds": ["RESOURCE"]}
    assert kept.muted_at is not None
    assert not SavedSearch.objects.exists()
    about = {"person": cast.person("bo").pk, "search": search.pk}
    assert cast.facts() == [
        facts.SearchSaved(**about),
        facts.SavedSearchRenamed(**about),
        facts.SavedSearchMuted(**about),
        facts.SavedSearchUnmuted(**about),
        facts.SavedSearchRemoved(**about),
    ]


def test_a_visitor_saves_nothing(cast):
    with pytest.raises(Denied, match="Sign in"):
        saved(cast, "nobody")

    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"query": ""}, "query"),
        ({"query": "on a"}, "query"),
        ({"query": "?!", "kinds": ["RESOURCE"]}, "query"),
        ({"query": "mot " * 60}, "query"),
        ({"query": "alliance", "kinds": ["UNICORN"]}, "search"),
        ({"query": "alliance", "filters": {"group": "x"}}, "group"),
    ],
)
def test_what_could_not_be_searched_for_is_not_kept(cast, asked, field):
    with pytest.raises((Invalid, Missing)) as refused:
        cast.perform(actions.save_search, "bo", name="Rien", search=Asked(asked))

    assert refused.value.field == field
    assert not SavedSearch.objects.exists()


def test_nothing_but_filters_can_be_saved(cast):
    assert saved(cast, "bo", "", kinds=["EVENT"]).asked == {"query": "", "kinds": ["EVENT"]}


def test_a_person_has_so_many_and_others_do_not_count(cast, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    saved(cast, "ana")
    for _ in range(2):
        saved(cast, "bo")

    with pytest.raises(Limited, match="At most 2 saved searches"):
        saved(cast, "bo")

    assert SavedSearch.objects.count() == 3
