"""Resources: for whom they, their revisions, contributors and links are there at all."""

from __future__ import annotations

import pytest

from backend.rules import Missing
from communs.groups import actions as grouping
from communs.groups.actors import actor_of
from communs.groups.models import Membership
from communs.resources import actions, rules
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


def edited_by(actor):
    return {each for each in actor.audiences if each.endswith(":editors")}


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


def leave(cast, who, of):
    Membership.objects.filter(person=cast.person(who).pk, group=cast.groups[of]).delete()


@pytest.mark.parametrize("model", [Resource, Revision, Contributor, Link])
def test_whoever_drafted_it_has_the_draft_after_they_left_the_group(cast, model):
    draft = drafted(cast, "hidden")
    leave(cast, "bo", "hidden")

    assert who_sees(cast, model.objects.all()) == {"bo", "ana", "mo"}
    assert cast.may(rules.can_edit, draft) == {"bo", "ana", "mo"}


@pytest.mark.parametrize(
    ("of", "reach", "is_seen"),
    [
        ("hidden", Reach.GROUP, False),
        ("listed", Reach.GROUP, False),
        ("open", Reach.GROUP, True),
        ("hidden", Reach.NETWORK, True),
        ("hidden", Reach.PUBLIC, True),
    ],
)
@pytest.mark.parametrize("is_archived", [False, True])
def test_whoever_left_sees_what_is_published_as_anybody_outside_does(
    cast, of, reach, is_seen, is_archived
):
    resource = publish(cast, drafted(cast, of), reach)
    if is_archived:
        resource = cast.perform(actions.archive_resource, "ana", resource=resource)
    leave(cast, "bo", of)

    for model in (Resource, Contributor, Link):
        assert ("bo" in who_sees(cast, model.objects.all())) is is_seen
    assert ("bo" in who_sees(cast, Revision.objects.all())) is is_seen
    assert rules.can_edit(cast.actor("bo"), resource) is (is_seen and not is_archived)


def test_whoever_was_removed_neither_reads_nor_writes_what_they_drafted(cast):
    draft = drafted(cast, "hidden")
    cast.perform(actions.edit_resource, "bo", resource=draft, revision=1, body="deux")
    resource = publish(cast, draft, Reach.GROUP)
    out = {"group": cast.groups["hidden"], "person": cast.person("bo"), "reason": "Fini."}
    cast.perform(grouping.remove_member, "ana", **out)
    cast.perform(actions.edit_resource, "ana", resource=resource, revision=2, body="entre nous")

    for row in (resource, *resource.revisions.all(), *resource.contributors.all()):
        assert "bo" not in cast.who_see(row)
    with pytest.raises(Missing):
        cast.perform(actions.edit_resource, "bo", resource=resource, revision=3, body="quatre")
    resource.refresh_from_db()
    assert (resource.body, resource.revision) == ("entre nous", 3)


def test_an_editor_who_belongs_nowhere_edits_what_they_see(cast):
    draft = drafted(cast, "hidden")
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        person=cast.person("zed"),
        role=ContributorRole.EDITOR,
        may_edit=True,
    )

    assert rules.can_edit(cast.actor("zed"), draft)
    assert rules.can_edit(cast.actor("zed"), publish(cast, draft, Reach.NETWORK))

    Resource.objects.update(audience=Reach.GROUP.audience(draft.group_id))

    resource = Resource.objects.get()
    assert cast.may(rules.can_edit, resource) == {"bo", "ana", "mo"}
    assert cast.who_see(resource) == MEMBERS


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
    assert edited_by(actor) == {draft.audience}


@pytest.mark.parametrize("many", [2, 40])
def test_what_an_editor_holds_takes_one_query_however_much_it_is(
    cast, django_assert_num_queries, many
):
    for _ in range(many):
        drafted(cast)

    with django_assert_num_queries(2):  # what they edit, and their roles
        actor = actor_of(cast.person("mo"))

    assert len(edited_by(actor)) == many
