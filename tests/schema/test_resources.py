"""Resources in the graph: written together, edited from a revision, published to somebody."""

from __future__ import annotations

import pytest

from communs.resources import actions
from communs.resources.choices import ContributorRole
from communs.resources.models import Contributor, Resource, Revision
from communs.threads.reach import Reach

from . import making
from .conftest import gid

RESOURCE = """
query ($resource: ID!) { resource(id: $resource) {
  title summary body bodyHtml kind language licence licenceId status revision
  group { name } createdBy { name } thread { title }
  contributors { name note mayEdit role person { name } }
  links { position url label }
  revisions { totalCount nodes { number message title body author { name } } }
} }
"""
RESOURCES = """
{ resources(first: 40) { totalCount nodes { title thread { title }
  contributors { role person { name memberships { totalCount } } } links { url }
  revisions(first: 2) { totalCount nodes { number author { name } } } } } }
"""
EDIT_SHOWN = "resource { title revision revisions { nodes { number title author { name } } } }"


def test_a_resource_shows_what_was_written_and_by_whom(cast, ask):
    made = making.resource(cast, cast.group, body="*Nous*", summary="En bref")
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=made,
        role=ContributorRole.FUNDER,
        name="La Région",
        note="Merci",
    )

    assert ask("bo", RESOURCE, resource=gid(made))["resource"] == {
        "title": "La charte",
        "summary": "En bref",
        "body": "*Nous*",
        "bodyHtml": "<p><em>Nous</em></p>\n",
        "kind": "GUIDE",
        "language": "FR",
        "licence": "CC_BY_SA_4_0",
        "licenceId": "CC-BY-SA-4.0",
        "status": "DRAFT",
        "revision": 1,
        "group": {"name": "Groupe listed"},
        "createdBy": {"name": "Bo"},
        "thread": None,
        "contributors": [
            {"name": "", "note": "", "mayEdit": True, "role": "AUTHOR", "person": {"name": "Bo"}},
            {"name": "La Région", "note": "Merci", "mayEdit": False, "role": "FUNDER",
             "person": None},
        ],
        "links": [],
        "revisions": {
            "totalCount": 1,
            "nodes": [
                {"number": 1, "message": "", "title": "La charte", "body": "*Nous*",
                 "author": {"name": "Bo"}},
            ],
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("bo", {"draft", "group", "network", "public"}),
        ("mo", {"draft", "group", "network", "public"}),
        ("ob", {"group", "network", "public"}),
        ("zed", {"network", "public"}),
        ("nina", {"network", "public"}),
        ("nobody", {"public"}),
    ],
)
def test_everybody_sees_the_resources_that_are_for_them(cast, ask, who, titles):
    making.resource(cast, cast.group, title="draft")
    for reach in Reach:
        making.resource(cast, cast.group, title=reach.value, reach=reach)

    seen = ask(who, "{ resources { totalCount nodes { title } } }")["resources"]
    inside = ask(
        who,
        "query ($g: ID!) { group(id: $g) { resources { totalCount nodes { title } } } }",
        g=gid(cast.group),
    )["group"]["resources"]

    assert {each["title"] for each in seen["nodes"]} == titles
    assert seen["totalCount"] == len(titles)
    assert inside == seen


def test_resources_can_be_asked_for_by_kind_and_state(cast, ask):
    making.resource(cast, cast.group, title="Outil", kind="tool")
    making.resource(cast, cast.group, title="Guide", reach=Reach.PUBLIC)
    counted = "{ resources(kind: %s, status: %s) { totalCount nodes { title } } }"

    tools = ask("bo", counted % ("TOOL", "DRAFT"))["resources"]
    none = ask("bo", counted % ("TOOL", "PUBLISHED"))["resources"]

    assert tools == {"totalCount": 1, "nodes": [{"title": "Outil"}]}
    assert none == {"totalCount": 0, "nodes": []}


def test_what_was_said_in_a_draft_stays_its_editors(cast, ask):
    made = making.resource(cast, cast.group, body="secret")
    cast.perform(actions.edit_resource, "bo", resource=made, revision=1, body="public")
    cast.perform(actions.publish_resource, "ana", resource=made, reach=Reach.PUBLIC)

    def numbers(who):
        shown = ask(who, RESOURCE, resource=gid(made))["resource"]["revisions"]
        assert shown["totalCount"] == len(shown["nodes"])
        return [each["number"] for each in shown["nodes"]]

    assert {who: numbers(who) for who in ("bo", "ana", "mo", "ob", "zed", "nina", "nobody")} == {
        "bo": [2, 1],
        "ana": [2, 1],
        "mo": [2, 1],
        "ob": [2],
        "zed": [2],
        "nina": [2],
        "nobody": [2],
    }


def test_the_group_of_a_resource_may_be_none_of_your_business(cast, ask):
    made = making.resource(cast, cast.groups["hidden"], reach=Reach.PUBLIC)
    cast.perform(actions.open_resource_thread, "bo", resource=made)

    shown = ask("zed", RESOURCE, resource=gid(made))["resource"]

    assert (shown["group"], shown["thread"]) == (None, {"title": "La charte"})


def test_an_edit_starts_from_a_revision(cast, mutate):
    made = making.resource(cast, cast.group)

    given = {"resource": gid(made), "revision": 1, "title": "Notre charte", "summary": None}
    answer = mutate("bo", "editResource", EDIT_SHOWN, **given)

    revisions = [
        {"number": 2, "title": "Notre charte", "author": {"name": "Bo"}},
        {"number": 1, "title": "La charte", "author": {"name": "Bo"}},
    ]
    assert answer == {
        "resource": {"title": "Notre charte", "revision": 2, "revisions": {"nodes": revisions}},
        "errors": [],
    }


@pytest.mark.parametrize("revision", [1, 3, 0, -1])
def test_an_edit_that_came_too_late_is_shown_what_stands_now(cast, mutate, revision):
    made = making.resource(cast, cast.group)
    cast.perform(actions.edit_resource, "ana", resource=made, revision=1, title="D'Ana")

    given = {"resource": gid(made), "revision": revision, "title": "De Bo"}
    answer = mutate("bo", "editResource", "resource { title revision }", **given)

    assert answer == {
        "resource": {"title": "D'Ana", "revision": 2},
        "errors": [{"code": "CONFLICT", "field": "revision"}],
    }
    assert Revision.objects.count() == 2


def test_a_resource_is_drafted_published_discussed_archived_and_restored(cast, mutate):
    made = mutate(
        "bo", "draftResource", "resource { id status licence language }",
        group=gid(cast.group), title="Neuve", kind="METHOD", licence="CC0_1_0", language="OC",
    )["resource"]  # fmt: skip
    resource = {"resource": made.pop("id")}
    assert made == {"status": "DRAFT", "licence": "CC0_1_0", "language": "OC"}

    shown = "resource { status publishedAt archivedAt }"
    published = mutate("mo", "publishResource", shown, **resource, reach="NETWORK")["resource"]
    threads = [
        mutate("bo", "openResourceThread", "thread { id title createdBy { name } }", **resource)
        for _ in range(2)
    ]
    archived = mutate("mo", "archiveResource", shown, **resource)["resource"]
    refused = mutate("bo", "editResource", shown, **resource, revision=1, title="Trop tard")
    restored = mutate("nina", "restoreResource", shown, **resource)["resource"]

    assert published["status"] == "PUBLISHED"
    assert threads[0] == threads[1]
    assert threads[0]["thread"]["title"] == "Neuve"
    assert (archived["status"], archived["publishedAt"]) == ("ARCHIVED", published["publishedAt"])
    assert archived["archivedAt"] is not None
    assert refused == {"resource": None, "errors": [{"code": "DENIED", "field": None}]}
    assert restored == published


def test_contributors_are_credited_and_no_longer(cast, mutate):
    made = making.resource(cast, cast.group)
    shown = "contributor { id role note mayEdit person { name } }"
    given = {"resource": gid(made), "role": "REVIEWER", "person": gid(cast.person("ob"))}

    first = mutate("bo", "creditContributor", shown, **given)
    again = mutate("bo", "creditContributor", shown, **given, note="Relu", mayEdit=True)
    key = again["contributor"].pop("id")
    gone = mutate(
        "bo", "uncreditContributor", "resource { contributors { role } }", contributor=key
    )

    assert first["contributor"]["id"] == key
    assert again == {
        "contributor": {
            "role": "REVIEWER",
            "note": "Relu",
            "mayEdit": True,
            "person": {"name": "Ob"},
        },
        "errors": [],
    }
    assert gone == {"resource": {"contributors": [{"role": "AUTHOR"}]}, "errors": []}


def test_links_take_the_place_of_the_former(cast, mutate):
    made = making.resource(cast, cast.group)
    shown = "resource { links { position url label } }"

    for links in ([{"url": "https://a.example"}], [{"url": "https://b.example", "label": "B"}]):
        answer = mutate("bo", "setResourceLinks", shown, resource=gid(made), links=links)

    links = [{"position": 1, "url": "https://b.example", "label": "B"}]
    assert answer == {"resource": {"links": links}, "errors": []}


@pytest.mark.parametrize(
    ("who", "name", "given", "error"),
    [
        ("bo", "editResource", {"revision": 1, "title": ""}, ("INVALID", "title")),
        ("bo", "editResource", {"revision": 1, "summary": "x" * 1001}, ("INVALID", "summary")),
        ("bo", "editResource", {"revision": 1, "body": "x" * 50_001}, ("INVALID", "body")),
        ("mo", "archiveResource", {}, ("DENIED", None)),
        ("bo", "publishResource", {"reach": "PUBLIC"}, ("DENIED", None)),
        ("bo", "openResourceThread", {}, ("DENIED", None)),
        ("bo", "creditContributor", {"role": "AUTHOR"}, ("INVALID", None)),
        (
            "bo",
            "creditContributor",
            {"role": "AUTHOR", "name": "X", "mayEdit": True},
            ("INVALID", "mayEdit"),
        ),
        (
            "bo",
            "setResourceLinks",
            {"links": [{"url": "https://a.example"}, {"url": "javascript:alert(1)"}]},
            ("INVALID", "links.1.url"),
        ),
        ("bo", "draftResource", {"title": " ", "kind": "GUIDE"}, ("INVALID", "title")),
        ("ob", "draftResource", {"title": "Non", "kind": "GUIDE"}, ("DENIED", None)),
    ],
)
def test_what_is_refused_says_so_and_changes_nothing(cast, mutate, who, name, given, error):
    made = making.resource(cast, cast.group)
    target = "group" if name == "draftResource" else "resource"
    named = {"group": gid(cast.group), "resource": gid(made)}[target]
    before = Resource.objects.values().get()

    answer = mutate(who, name, "__typename", **{target: named}, **given)

    assert answer["errors"] == [{"code": error[0], "field": error[1]}]
    assert Resource.objects.values().get() == before
    assert (Revision.objects.count(), Contributor.objects.count()) == (1, 1)


def test_resources_and_their_contributors_cost_the_same_for_many(cast, cost):
    for _ in range(2):
        making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC)
    few = cost("bo", RESOURCES)

    for _ in range(38):
        making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC)
    first = Resource.objects.first()
    Contributor.objects.bulk_create(
        Contributor(resource=first, name=f"N{at}", role="author") for at in range(20)
    )
    Contributor.objects.bulk_create(
        Contributor(resource=first, person=cast.person(who), role="editor")
        for who in ("ana", "mo", "ob", "zed", "nina")
    )
    many = cost("bo", RESOURCES)

    assert many == few == 13


DIFFERENCE = """
query ($resource: ID!, $from: Int!, $to: Int!) { resource(id: $resource) {
  difference(from: $from, to: $to) {
    title { kind text } summary { kind text } body { kind text } } } }
"""


def test_two_revisions_are_compared_in_words(cast, ask):
    made = making.resource(cast, cast.group, body="Le chat dort.")
    cast.perform(actions.edit_resource, "bo", resource=made, revision=1, body="Le chien dort.")
    cast.perform(actions.publish_resource, "ana", resource=made, reach=Reach.PUBLIC)
    asked = {"resource": gid(made), "from": 1, "to": 2}

    shown = ask("bo", DIFFERENCE, **asked)["resource"]["difference"]

    assert shown == {
        "title": [{"kind": "SAME", "text": "La charte"}],
        "summary": [],
        "body": [
            {"kind": "SAME", "text": "Le "},
            {"kind": "REMOVED", "text": "chat"},
            {"kind": "ADDED", "text": "chien"},
            {"kind": "SAME", "text": " dort."},
        ],
    }
    nothing = {"resource": {"difference": None}}
    assert ask("zed", DIFFERENCE, **asked) == nothing  # the first is a draft's
    assert ask("zed", DIFFERENCE, **asked | {"from": 7}) == nothing


def test_only_a_few_comparisons_are_made_at_once(cast, post):
    document = "{ resources(first: 100) { nodes { difference(from: 1, to: 2) { __typename } } } }"

    (error,) = post("bo", document)["errors"]

    assert error["extensions"]["code"] == "LIMITED"


def test_an_earlier_revision_is_brought_back(cast, mutate):
    made = making.resource(cast, cast.group, body="un")
    cast.perform(actions.edit_resource, "bo", resource=made, revision=1, body="deux")
    shown = "resource { body revision revisions(first: 1) { nodes { number restores message } } }"
    given = {"resource": gid(made), "number": 1}

    late = mutate("bo", "restoreRevision", shown, **given, revision=1)
    missing = mutate("bo", "restoreRevision", shown, **given | {"number": 9}, revision=2)
    done = mutate("bo", "restoreRevision", shown, **given, revision=2, message="Mieux")

    assert late["errors"] == [{"code": "CONFLICT", "field": "revision"}]
    assert late["resource"]["body"] == "deux"
    assert missing["errors"] == [{"code": "MISSING", "field": "number"}]
    assert done == {
        "resource": {
            "body": "un",
            "revision": 3,
            "revisions": {"nodes": [{"number": 3, "restores": 1, "message": "Mieux"}]},
        },
        "errors": [],
    }
