"""Resources: for whom they, their revisions, contributors and links are there at all."""

from __future__ import annotations

import pytest

from communs.groups.models import Membership
from communs.resources import actions
from communs.resources.audiences import drafts_of
from communs.resources.choices import ContributorRole, ResourceKind
from communs.resources.editing import ResourceLink
from communs.resources.models import Contributor, Link, Resource, Revision
from communs.threads.reach import Reach
from tests.cast import EVERYBODY, PARTS

pytestmark = pytest.mark.django_db

MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}


def drafted(cast, of="listed", who="bo"):
    draft = cast.perform(
        actions.draft_resource,
        who,
        group=cast.groups[of],
        title="Grille",
        kind=ResourceKind.TOOL,
        body="brouillon",
    )
    links = [ResourceLink("https://a.example/")]
    cast.perform(actions.set_resource_links, who, resource=draft, links=links)
    return draft


def publish(cast, draft, reach):
    return cast.perform(actions.publish_resource, "ana", resource=draft, reach=reach)


def who_sees(cast, rows):
    return {who for who in EVERYBODY if rows.visible_to(cast.actor(who)).exists()}


@pytest.mark.parametrize("of", ["open", "listed", "hidden"])
@pytest.mark.parametrize("model", [Resource, Revision, Contributor, Link])
def test_a_draft_is_there_for_its_author_and_those_who_look_after_the_group(cast, model, of):
    drafted(cast, of)

    assert who_sees(cast, model.objects.all()) == {"bo", "ana", "mo"}


@pytest.mark.parametrize(
    ("of", "reach", "by"),
    [
        ("open", Reach.GROUP, ALL),
        ("listed", Reach.GROUP, MEMBERS),
        ("hidden", Reach.GROUP, MEMBERS),
        ("hidden", Reach.NETWORK, SIGNED_IN),
        ("hidden", Reach.PUBLIC, ALL),
    ],
)
@pytest.mark.parametrize("model", [Resource, Revision, Contributor, Link])
def test_what_is_published_is_there_for_its_audience(cast, model, of, reach, by):
    publish(cast, drafted(cast, of), reach)

    assert who_sees(cast, model.objects.all()) == by


def test_what_is_archived_is_still_there_for_its_audience(cast):
    resource = publish(cast, drafted(cast), Reach.PUBLIC)
    cast.perform(actions.archive_resource, "ana", resource=resource)

    assert who_sees(cast, Resource.objects.all()) == ALL


def test_the_revisions_of_the_draft_stay_its_editors_after_the_publication(cast):
    draft = drafted(cast)
    cast.perform(actions.edit_resource, "bo", resource=draft, revision=1, body="deux")
    publish(cast, draft, Reach.PUBLIC)

    assert who_sees(cast, Revision.objects.filter(number=1)) == {"bo", "ana", "mo"}
    assert who_sees(cast, Revision.objects.filter(number=2)) == ALL


@pytest.mark.parametrize("may_edit", [True, False])
def test_a_credit_shows_a_draft_to_those_who_edit_it_alone(cast, may_edit):
    draft = drafted(cast, "hidden")
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        person=cast.person("zed"),
        role=ContributorRole.REVIEWER,
        may_edit=may_edit,
    )

    assert Resource.objects.visible_to(cast.actor("zed")).exists() is may_edit
    assert Contributor.objects.visible_to(cast.actor("zed")).exists() is may_edit


def test_whoever_drafted_it_sees_it_after_they_left_the_group(cast):
    drafted(cast, "hidden")
    Membership.objects.filter(person=cast.person("bo").pk).delete()

    assert Resource.objects.visible_to(cast.actor("bo")).count() == 1


def test_whoever_no_longer_looks_after_the_group_no_longer_sees_its_drafts(cast):
    drafted(cast)
    Membership.objects.filter(person=cast.person("mo").pk).update(role="member")

    assert not Resource.objects.visible_to(cast.actor("mo")).exists()
    assert not Revision.objects.visible_to(cast.actor("mo")).exists()


def test_each_revision_and_resource_is_seen_once_however_many_reasons_there_are(cast):
    draft = drafted(cast, who="ana")
    for role in (ContributorRole.EDITOR, ContributorRole.REVIEWER):
        cast.perform(
            actions.credit_contributor,
            "ana",
            resource=draft,
            person=cast.person("ana"),
            role=role,
            may_edit=True,
        )

    actor = cast.actor("ana")

    assert Resource.objects.visible_to(actor).count() == 1
    assert Revision.objects.visible_to(actor).count() == 1
    assert drafts_of(cast.person("ana").pk) == [draft.audience]


@pytest.mark.parametrize("many", [2, 40])
def test_what_an_editor_holds_takes_one_query_however_much_it_is(
    cast, django_assert_num_queries, many
):
    for _ in range(many):
        drafted(cast)

    with django_assert_num_queries(1):
        held = drafts_of(cast.person("mo").pk)

    assert len(held) == many
