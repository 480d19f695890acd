"""The tree of topics in a hurry: two moves at once close no circle. Shows only on PostgreSQL."""

from __future__ import annotations

import pytest

from communs.topics import actions
from communs.topics.models import Descent, Topic
from tests.cast import Cast

from .at_once import at_once, codes, gid, mutation

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]


def test_two_branches_moved_under_each_other_at_once_close_no_circle(transactional_db):
    cast = Cast()
    for number in range(8):
        left, lower_left = _branch(cast, f"gauche {number}")
        right, lower_right = _branch(cast, f"droite {number}")

        answers = at_once(
            [
                mutation(
                    cast, "nina", "editTopic", "topic { id }", topic=gid(topic), parent=gid(to)
                )
                for topic, to in ((left, lower_right), (right, lower_left))
            ]
        )

        assert codes(answers) == ["INVALID", "OK"]
        branches = [left, lower_left, right, lower_right]
        tops = list(Topic.objects.filter(pk__in=[b.pk for b in branches], parent=None))
        assert len(tops) == 1
        assert Descent.objects.filter(above=tops[0]).count() == 4


def _branch(cast: Cast, name: str) -> tuple[Topic, Topic]:
    top = cast.perform(actions.create_topic, "nina", name_fr=name)
    return top, cast.perform(actions.create_topic, "nina", name_fr=f"sous {name}", parent=top)
