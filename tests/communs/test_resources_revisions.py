"""Revisions: what differs between two, who may know, and how an earlier one comes back."""

from __future__ import annotations

import pytest

from backend.differences import PieceKind
from backend.rules import Conflict, Denied, Missing
from communs.resources import actions, facts, queries
from communs.resources.choices import ResourceKind
from communs.resources.models import Revision
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.communs.happened import happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(cast):
    """Give a resource of three revisions, the last two of them published."""
    drafted = cast.perform(
        actions.draft_resource,
        "bo",
        group=cast.group,
        title="Grille",
        kind=ResourceKind.TOOL,
        body="Le chat dort.",
    )
    edit(cast, drafted, 1, body="Le chien dort.")
    cast.perform(actions.publish_resource, "ana", resource=drafted, reach=Reach.PUBLIC)
    edit(cast, drafted, 2, title="La grille", body="Le chien dort.\nBien.")
    drafted.refresh_from_db()
    return drafted


def edit(cast, resource, revision, **given):
    return cast.perform(actions.edit_resource, "bo", resource=resource, revision=revision, **given)


def restore(cast, resource, who="bo", *, revision=3, number=1, **given):
    return cast.perform(
        actions.restore_revision, who, resource=resource, revision=revision, number=number, **given
    )


def differing(cast, who, resource, old, new):
    (found,) = queries.differences(cast.actor(who), [resource.pk], old, new)
    return found


def told(pieces):
    return [(piece.kind.name, piece.text) for piece in pieces]


def test_a_difference_is_told_in_words_text_by_text(cast, resource):
    found = differing(cast, "bo", resource, 1, 3)

    assert told(found.title) == [
        ("REMOVED", "Grille"),
        ("ADDED", "La grille"),
    ]
    assert told(found.summary) == []
    assert told(found.body) == [
        ("SAME", "Le "),
        ("REMOVED", "chat"),
        ("ADDED", "chien"),
        ("SAME", " dort."),
        ("ADDED", "\nBien."),
    ]


def test_a_difference_goes_either_way_and_nowhere(cast, resource):
    back = differing(cast, "bo", resource, 3, 2)
    none = differing(cast, "bo", resource, 2, 2)

    assert told(back.body) == [("SAME", "Le chien dort."), ("REMOVED", "\nBien.")]
    assert {piece.kind for piece in none.title + none.body} == {PieceKind.SAME}


@pytest.mark.parametrize(
    ("old", "new", "who"),
    [
        (1, 2, {"ana", "mo", "bo"}),  # 1 is a draft's
        (2, 1, {"ana", "mo", "bo"}),
        (1, 1, {"ana", "mo", "bo"}),
        (2, 3, set(EVERYBODY)),
        (3, 4, set()),
        (0, 3, set()),
        (-1, 3, set()),
    ],
)
def test_who_sees_both_revisions_sees_what_differs(cast, resource, old, new, who):
    assert {
        each for each in EVERYBODY if differing(cast, each, resource, old, new) is not None
    } == who


def test_differences_of_many_take_one_query(cast, resource, django_assert_num_queries):
    actor = cast.actor("bo")
    with django_assert_num_queries(1):
        found = queries.differences(actor, [resource.pk] * 3, 2, 3)

    assert found[0] == found[1] == found[2]


def test_an_earlier_revision_comes_back_as_a_new_one(cast, resource):
    restored = restore(cast, resource, message=" C’était mieux ")

    restored.refresh_from_db()
    assert (restored.title, restored.body, restored.revision) == ("Grille", "Le chat dort.", 4)
    latest = restored.revisions.get(number=4)
    assert (latest.restores, latest.message, latest.author_id) == (
        1,
        "C’était mieux",
        cast.person("bo").pk,
    )
    assert (latest.title, latest.body, latest.audience) == ("Grille", "Le chat dort.", "public")
    assert restored.revisions.count() == 4
    assert happened()[-1] == facts.ResourceEdited(resource=resource.pk, revision=4, restores=1)


def test_what_is_restored_from_a_revision_that_moved_on_conflicts(cast, resource):
    with pytest.raises(Conflict) as refused:
        restore(cast, resource, revision=2)

    assert refused.value.current.revision == 3
    assert Revision.objects.count() == 3


@pytest.mark.parametrize("number", [0, 4, -1])
def test_what_was_never_there_does_not_come_back(cast, resource, number):
    with pytest.raises(Missing) as refused:
        restore(cast, resource, number=number)

    assert refused.value.field == "number"
    assert Revision.objects.count() == 3


@pytest.mark.parametrize("who", ["ob", "zed", "nina"])
def test_who_may_not_edit_restores_nothing(cast, resource, who):
    with pytest.raises(Denied, match="editors"):
        restore(cast, resource, who, revision=99)

    assert Revision.objects.count() == 3
