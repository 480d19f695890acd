"""Saving searches in a hurry: never more than one may have. Shows only on PostgreSQL."""

from __future__ import annotations

import pytest

from communs.searches import actions
from communs.searches.models import SavedSearch
from tests.cast import Cast

from .at_once import at_once, codes, mutation
from .saving import follow, saved

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_of_many_saved_at_once_no_more_are_kept_than_one_may_have(transactional_db, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 3)
    cast = Cast()
    follow()
    saved(cast, "bo")

    answers = at_once(
        [
            mutation(
                cast, "bo", "saveSearch", "savedSearch { id }", name=name, search={"query": name}
            )
            for name in ("alliance", "charte", "odd", "ess")
        ]
    )

    assert codes(answers) == ["LIMITED", "LIMITED", "OK", "OK"]
    assert SavedSearch.objects.count() == 3
