"""Resources: who drafts, edits, publishes, credits; what then stands, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from backend.rules import Conflict, Denied, Invalid
from communs.resources import actions, facts, rules
from communs.resources.choices import ContributorRole, Licence, ResourceKind, ResourceLanguage
from communs.resources.editing import ResourceLink
from communs.resources.models import Contributor, Link, Resource, Revision
from communs.threads.models import Thread
from communs.threads.reach import Reach
from tests.communs.happened import acts, happened

pytestmark = pytest.mark.django_db

THEY_LOOK_AFTER = {"ana", "mo"}


@pytest.fixture
def draft(cast):
    return drafted(cast)


def drafted(cast, who="bo", of="listed", **given):
    return cast.perform(
        actions.draft_resource,
        who,
        group=cast.groups[of],
        title="Grille de qualification",
        kind=ResourceKind.TOOL,
        **given,
    )


def published(cast, of="listed", reach=Reach.GROUP):
    draft = drafted(cast, of=of)
    return cast.perform(actions.publish_resource, "ana", resource=draft, reach=reach)


def edit(cast, resource, who="bo", *, revision, **given):
    return cast.perform(actions.edit_resource, who, resource=resource, revision=revision, **given)


# --- who x may ------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["open", "listed", "hidden"])
def test_members_who_write_draft(cast, of):
    assert cast.may(rules.can_draft, cast.groups[of]) == {"ana", "mo", "bo"}


def test_its_author_and_those_who_look_after_the_group_edit_a_draft(cast, draft):
    by = {"bo", "ana", "mo"}

    assert cast.may(rules.can_edit, draft) == by
    assert cast.may(rules.can_credit, draft) == by
    assert cast.may(rules.can_link, draft) == by
    assert cast.may(rules.can_uncredit, draft.contributors.get()) == by


def test_they_go_on_editing_what_is_published(cast):
    assert cast.may(rules.can_edit, published(cast)) == {"bo", "ana", "mo"}


@pytest.mark.parametrize("may_edit", [True, False])
def test_who_is_credited_edits_if_that_was_said(cast, draft, may_edit):
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        person=cast.person("zed"),
        role=ContributorRole.REVIEWER,
        may_edit=may_edit,
    )

    assert rules.can_edit(cast.actor("zed"), draft) is may_edit


def test_those_who_look_after_the_group_publish(cast, draft):
    assert cast.may(rules.can_publish, draft) == THEY_LOOK_AFTER
    assert cast.may(rules.can_publish, published(cast)) == set()


def test_moderators_archive_what_is_published_and_restore_what_is_archived(cast, draft):
    by = {*THEY_LOOK_AFTER, "nina"}
    resource = published(cast)
    archived = cast.perform(actions.archive_resource, "mo", resource=published(cast))

    assert cast.may(rules.can_archive, resource) == by
    assert cast.may(rules.can_restore, archived) == by
    assert cast.may(rules.can_archive, draft) == set()
    assert cast.may(rules.can_archive, archived) == set()
    assert cast.may(rules.can_restore, resource) == set()
    assert cast.may(rules.can_edit, archived) == set()


@pytest.mark.parametrize(
    ("reach", "by"),
    [
        (Reach.GROUP, {"ana", "mo", "bo"}),
        (
            Reach.NETWORK,
            {"ana", "mo", "bo", "ob", "zed", "nina"},
        ),
        (
            Reach.PUBLIC,
            {"ana", "mo", "bo", "ob", "zed", "nina"},
        ),
    ],
)
def test_who_may_speak_where_it_is_published_opens_its_discussion(cast, draft, reach, by):
    assert cast.may(rules.can_discuss, published(cast, reach=reach)) == by
    assert cast.may(rules.can_discuss, draft) == set()


# --- drafting -------------------------------------------------------------------------------


def test_a_draft_is_its_editors_first_revision(cast):
    draft = drafted(cast, summary=" Pour qualifier. ", body="# Une grille\r\n")

    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.body) == (
        "Grille de qualification",
        "Pour qualifier.",
        "# Une grille",
    )
    assert (draft.kind, draft.language, draft.licence) == (
        ResourceKind.TOOL,
        ResourceLanguage.FR,
        Licence.CC_BY_SA_4_0,
    )
    assert (draft.status, draft.revision, draft.published_at) == ("draft", 1, None)
    assert draft.audience == f"resource:{draft.pk}:editors"
    assert [
        *draft.revisions.values_list("number", "author", "title", "summary", "body", "audience")
    ] == [
        (
            1,
            cast.person("bo").pk,
            "Grille de qualification",
            "Pour qualifier.",
            "# Une grille",
            draft.audience,
        )
    ]
    assert [*draft.contributors.values_list("person", "role", "may_edit")] == [
        (cast.person("bo").pk, "author", True)
    ]
    assert happened() == [facts.ResourceDrafted(resource=draft.pk)]
    assert acts() == [(cast.person("bo").pk, "resources.ResourceDrafted")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"summary": "a" * 1001}, "summary"),
        ({"body": "a" * 50_001}, "body"),
        ({"body": "a\x00"}, "body"),
    ],
)
def test_what_is_too_long_or_unreadable_is_refused(cast, draft, given, field):
    with pytest.raises(Invalid) as refused:
        edit(cast, draft, revision=1, **given)

    assert refused.value.field == field
    draft.refresh_from_db()
    assert (draft.title, draft.revision) == ("Grille de qualification", 1)
    assert Revision.objects.count() == 1
    assert len(happened()) == 1


def test_an_observer_drafts_nothing(cast):
    with pytest.raises(Denied, match="Observers"):
        drafted(cast, "ob")

    assert not Resource.objects.exists()
    assert happened() == []


# --- editing --------------------------------------------------------------------------------


def test_an_edit_is_a_revision_with_its_author_and_message(cast, draft):
    edit(cast, draft, "mo", revision=1, body="Plus long", message=" Deux critères ")

    draft.refresh_from_db()
    assert (draft.title, draft.body, draft.revision) == ("Grille de qualification", "Plus long", 2)
    latest = draft.revisions.get(number=2)
    assert (latest.author_id, latest.message, latest.body) == (
        cast.person("mo").pk,
        "Deux critères",
        "Plus long",
    )
    assert draft.revisions.get(number=1).body == ""
    assert happened()[1:] == [facts.ResourceEdited(resource=draft.pk, revision=2)]


def test_an_edit_changes_what_it_names_and_nothing_else(cast, draft):
    edit(cast, draft, revision=1, summary="Un", body="Deux")
    edit(
        cast,
        draft,
        revision=2,
        body="",
        kind=ResourceKind.METHOD,
        language=ResourceLanguage.OC,
        licence=Licence.ETALAB_2_0,
    )

    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.body) == ("Grille de qualification", "Un", "")
    assert (draft.kind, draft.language, draft.licence) == ("method", "oc", "etalab-2.0")


@pytest.mark.parametrize("revision", [0, 1, 3, -1])
def test_an_edit_from_another_revision_conflicts_and_shows_what_stands(cast, draft, revision):
    edit(cast, draft, revision=1, body="Le premier")

    with pytest.raises(Conflict) as refused:
        edit(cast, draft, "ana", revision=revision, body="Le second")

    assert refused.value.current.body == "Le premier"
    assert refused.value.current.revision == 2
    draft.refresh_from_db()
    assert (draft.body, draft.revision) == ("Le premier", 2)
    assert Revision.objects.count() == 2
    assert len(happened()) == 2


def test_whoever_may_not_edit_learns_nothing_of_the_revision(cast):
    resource = published(cast, reach=Reach.PUBLIC)

    with pytest.raises(Denied, match="editors"):
        edit(cast, resource, "zed", revision=99, body="x")


# --- publishing, archiving ------------------------------------------------------------------


@pytest.mark.parametrize("reach", Reach)
def test_what_is_published_is_for_whom_that_was_said(cast, reach):
    resource = published(cast, reach=reach)

    resource.refresh_from_db()
    audience = reach.audience(cast.groups["listed"].pk)
    assert (resource.status, resource.audience) == ("published", audience)
    assert resource.published_at is not None
    assert happened()[1:] == [facts.ResourcePublished(resource=resource.pk, revision=1)]


def test_revisions_since_the_publication_share_its_audience_the_draft_s_do_not(cast, draft):
    edit(cast, draft, revision=1, body="Brouillon")
    cast.perform(actions.publish_resource, "ana", resource=draft, reach=Reach.PUBLIC)
    edit(cast, draft, revision=2, body="Corrigé")

    assert [*draft.revisions.values_list("number", "audience")] == [
        (1, draft.audience),
        (2, "public"),
        (3, "public"),
    ]


def test_what_is_archived_stays_where_it_was_and_is_no_longer_edited(cast):
    resource = published(cast, reach=Reach.NETWORK)
    cast.perform(actions.archive_resource, "ana", resource=resource)

    with pytest.raises(Denied, match="archived"):
        edit(cast, resource, revision=1, body="x")

    resource.refresh_from_db()
    assert (resource.status, resource.audience, resource.body) == ("archived", "network", "")
    assert resource.archived_at is not None


def test_what_is_restored_is_as_before(cast):
    resource = published(cast, reach=Reach.NETWORK)
    cast.perform(actions.archive_resource, "ana", resource=resource)
    cast.perform(actions.restore_resource, "ana", resource=resource)

    assert edit(cast, resource, revision=1, body="x").revision == 2
    resource.refresh_from_db()
    assert (resource.status, resource.archived_at, resource.audience) == (
        "published",
        None,
        "network",
    )
    assert happened()[2:4] == [
        facts.ResourceArchived(resource=resource.pk),
        facts.ResourceRestored(resource=resource.pk),
    ]


# --- credits, links, discussion -------------------------------------------------------------


def test_a_contributor_is_a_person_or_a_name_with_what_they_did(cast, draft):
    ours = cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        person=cast.person("ob"),
        role=ContributorRole.REVIEWER,
        note="A relu les critères.",
    )
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        name="Fondation de Lille",
        role=ContributorRole.FUNDER,
    )

    assert [*draft.contributors.values_list("person", "name", "role", "note", "may_edit")] == [
        (cast.person("bo").pk, "", "author", "", True),
        (cast.person("ob").pk, "", "reviewer", "A relu les critères.", False),
        (None, "Fondation de Lille", "funder", "", False),
    ]
    assert happened()[1] == facts.ContributorCredited(resource=draft.pk, contributor=ours.pk)


def test_a_credit_said_again_replaces_the_former(cast, draft):
    who = {"resource": draft, "person": cast.person("zed")}
    role = ContributorRole.TRANSLATOR

    for note, may_edit in (("Le début.", True), ("Tout.", None)):
        cast.perform(
            actions.credit_contributor, "bo", **who, role=role, note=note, may_edit=may_edit
        )

    again = draft.contributors.get(role=role)
    assert (again.note, again.may_edit) == ("Tout.", False)
    assert not rules.can_edit(cast.actor("zed"), draft)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, None),
        ({"name": "  "}, None),
        ({"person": "zed", "name": "Fondation"}, None),
        ({"name": "Fondation", "may_edit": True}, "may_edit"),
        ({"name": "a" * 201}, "name"),
        ({"name": "Fondation", "note": "a" * 1001}, "note"),
    ],
)
def test_a_contributor_who_is_nobody_or_two_is_refused(cast, draft, given, field):
    if "person" in given:
        given = given | {"person": cast.person(given["person"])}

    with pytest.raises(Invalid) as refused:
        cast.perform(
            actions.credit_contributor,
            "bo",
            resource=draft,
            role=ContributorRole.OTHER,
            **given,
        )

    assert refused.value.field == field
    assert Contributor.objects.count() == 1
    assert len(happened()) == 1


def test_whoever_is_no_longer_credited_no_longer_edits(cast, draft):
    credit = draft.contributors.get()

    cast.perform(actions.uncredit_contributor, "ana", contributor=credit)

    assert not draft.contributors.exists()
    assert not rules.can_edit(cast.actor("bo"), draft)
    assert happened()[1:] == [facts.ContributorUncredited(resource=draft.pk, contributor=credit.pk)]


def test_links_are_set_all_at_once_in_their_order(cast, draft):
    first = [ResourceLink("https://a.example/", "Avant")]
    then = [
        ResourceLink("https://b.example/é?x=1#y", " Le\nfilm "),
        ResourceLink("http://a.example/", None),
    ]

    for links in (first, then):
        cast.perform(actions.set_resource_links, "bo", resource=draft, links=links)

    assert [*draft.links.values_list("position", "url", "label")] == [
        (1, "https://b.example/é?x=1#y", "Le film"),
        (2, "http://a.example/", ""),
    ]
    assert happened()[1:] == [facts.ResourceLinksSet(resource=draft.pk)] * 2


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "//a.example",
        "a.example",
        "https://",
        "https://a.example/\njavascript:alert(1)",
        "https://a.example/" + "a" * 1000,
    ],
)
def test_a_link_leads_to_the_web_or_is_refused(cast, draft, url):
    good = ResourceLink("https://a.example/")
    cast.perform(actions.set_resource_links, "bo", resource=draft, links=[good])

    with pytest.raises(Invalid) as refused:
        cast.perform(
            actions.set_resource_links, "bo", resource=draft, links=[good, ResourceLink(url)]
        )

    assert refused.value.field == "links.1.url"
    assert [*Link.objects.values_list("url", flat=True)] == ["https://a.example/"]


def test_links_have_an_end(cast, draft):
    with pytest.raises(Invalid, match="50"):
        cast.perform(
            actions.set_resource_links,
            "bo",
            resource=draft,
            links=[ResourceLink("https://a.example/")] * 51,
        )


def test_a_discussion_is_opened_once_for_those_who_see_the_resource(cast):
    resource = published(cast, reach=Reach.NETWORK)

    opened = cast.perform(actions.open_resource_thread, "zed", resource=resource)
    again = cast.perform(actions.open_resource_thread, "bo", resource=resource)

    assert again == opened == Thread.objects.get()
    assert (opened.audience, opened.group_id, opened.title) == (
        "network",
        resource.group_id,
        "Grille de qualification",
    )
    resource.refresh_from_db()
    assert resource.thread == opened
    assert [kind for _who, kind in acts()][2:] == [
        "threads.ThreadOpened",
        "resources.ResourceThreadOpened",
    ]


def test_only_what_is_published_is_discussed(cast, draft):
    with pytest.raises(Denied):
        cast.perform(actions.open_resource_thread, "bo", resource=draft)

    assert not Thread.objects.exists()


def test_a_resource_has_been_published_or_is_a_draft():
    at = datetime(2024, 4, 22, tzinfo=UTC)

    assert Resource.check() == []
    for status, published_at in (("draft", at), ("published", None), ("archived", None)):
        resource = Resource(title="x", status=status, published_at=published_at)
        constraint = next(
            c for c in Resource._meta.constraints if c.name == "resource_published_or_draft"
        )
        with pytest.raises(ValidationError, match="resource_published_or_draft"):
            constraint.validate(Resource, resource)
