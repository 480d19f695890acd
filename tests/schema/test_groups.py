"""Groups in the graph: who is shown which, who belongs, and how one gets in."""

from __future__ import annotations

import pytest

from backend.mail.models import Letter
from communs.groups import actions
from communs.groups.models import Group, Joining, Membership, Visibility
from communs.threads.models import Message, Thread

from .conftest import gid, mutation_of

GROUP = """
query ($group: ID!) { group(id: $group) {
  name description descriptionHtml kind visibility joining viewerRole
  parent { name } children { nodes { name } } createdBy { name }
  memberships { totalCount nodes { role person { name } group { name } } }
  joinRequests { totalCount nodes { message state person { name } } }
  invitations { totalCount nodes { email role invitedBy { name } } }
} }
"""
MEMBERS = "query ($group: ID!) { group(id: $group) { memberships { totalCount nodes { id } } } }"
DEEP = """
query { groups(first: 40) { totalCount nodes { name viewerRole
  threads(first: 40) { totalCount nodes { title unreadCount
    messages(first: 10) { nodes { number author { name } } pageInfo { hasNextPage } } } } } } }
"""


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("bo", ["hidden", "listed", "open"]),
        ("zed", ["listed", "open"]),
        ("nina", ["listed", "open"]),
        ("nobody", ["listed", "open"]),
    ],
)
def test_groups_are_shown_by_name_to_whom_they_are_for(cast, ask, who, kinds):
    seen = ask(who, "{ groups { totalCount nodes { name viewerRole } } }")["groups"]

    role = "MEMBER" if who == "bo" else None
    shown = [{"name": f"Groupe {kind}", "viewerRole": role} for kind in kinds]
    assert seen == {"totalCount": len(kinds), "nodes": shown}


def test_groups_can_be_asked_for_by_kind(cast, ask):
    Group.objects.filter(pk=cast.groups["open"].pk).update(kind="committee")

    seen = ask("bo", "{ groups(kind: COMMITTEE) { totalCount nodes { kind } } }")["groups"]

    assert seen == {"totalCount": 1, "nodes": [{"kind": "COMMITTEE"}]}


def test_a_group_shows_what_it_is_and_who_belongs(cast, ask):
    group = cast.perform(
        actions.create_group, "ana", name="Atelier", description="*Ici*", parent=cast.group
    )
    cast.perform(actions.request_to_join, "bo", group=group, message="Volontiers")
    cast.perform(actions.invite_to_group, "ana", group=group, email="Eve@Communs.example")

    assert ask("ana", GROUP, group=gid(group))["group"] == {
        "name": "Atelier",
        "description": "*Ici*",
        "descriptionHtml": "<p><em>Ici</em></p>\n",
        "kind": "WORKING_GROUP",
        "visibility": "LISTED",
        "joining": "REQUEST",
        "viewerRole": "FACILITATOR",
        "parent": {"name": "Groupe listed"},
        "children": {"nodes": []},
        "createdBy": {"name": "Ana"},
        "memberships": {
            "totalCount": 1,
            "nodes": [
                {"role": "FACILITATOR", "person": {"name": "Ana"}, "group": {"name": "Atelier"}}
            ],
        },
        "joinRequests": {
            "totalCount": 1,
            "nodes": [{"message": "Volontiers", "state": "OPEN", "person": {"name": "Bo"}}],
        },
        "invitations": {
            "totalCount": 1,
            "nodes": [
                {
                    "email": "eve@communs.example",
                    "role": "MEMBER",
                    "invitedBy": {"name": "Ana"},
                }
            ],
        },
    }
    assert ask("ana", GROUP, group=gid(cast.group))["group"]["children"] == {
        "nodes": [{"name": "Atelier"}]
    }


@pytest.mark.parametrize(
    ("who", "requests", "invitations"),
    [("mo", 1, 1), ("bo", 0, 0), ("zed", 1, 0), ("nina", 0, 0), ("nobody", 0, 0)],
)
def test_who_is_on_the_way_in_is_for_those_who_decide(cast, ask, who, requests, invitations):
    cast.perform(actions.request_to_join, "zed", group=cast.group)
    cast.perform(actions.invite_to_group, "mo", group=cast.group, email="eve@communs.example")

    shown = ask(who, GROUP, group=gid(cast.group))["group"]

    assert (shown["joinRequests"]["totalCount"], shown["invitations"]["totalCount"]) == (
        requests,
        invitations,
    )


@pytest.mark.parametrize(
    ("kind", "who", "members"),
    [
        ("open", "zed", 4),
        ("open", "nobody", 0),
        ("listed", "ob", 4),
        ("listed", "zed", 0),
        ("listed", "nina", 0),
        ("listed", "nobody", 0),
    ],
)
def test_members_are_for_who_is_signed_in_and_sees_the_content(cast, ask, kind, who, members):
    shown = ask(who, MEMBERS, group=gid(cast.groups[kind]))["group"]["memberships"]

    assert (shown["totalCount"], len(shown["nodes"])) == (members, members)


def test_a_parent_that_is_hidden_is_no_parent(cast, ask):
    child = cast.perform(actions.create_group, "ana", name="Vitrine", parent=cast.groups["hidden"])

    assert ask("ana", GROUP, group=gid(child))["group"]["parent"] == {"name": "Groupe hidden"}
    assert ask("zed", GROUP, group=gid(child))["group"]["parent"] is None


def test_a_group_is_founded_and_edited(cast, mutate):
    made = mutate(
        "zed", "createGroup", "group { id name viewerRole visibility }", name="Neuf",
        visibility="HIDDEN",
    )  # fmt: skip

    key = made["group"].pop("id")
    shown = {"name": "Neuf", "viewerRole": "FACILITATOR", "visibility": "HIDDEN"}
    assert made == {"group": shown, "errors": []}
    edited = mutate("zed", "editGroup", "group { name visibility }", group=key, visibility="OPEN")
    assert edited == {"group": {"name": "Neuf", "visibility": "OPEN"}, "errors": []}


def test_one_joins_freely_leaves_and_is_counted(cast, mutate):
    group = cast.found(Visibility.LISTED, name="Libre", joining=Joining.FREE)

    joined = mutate(
        "zed", "joinGroup", "membership { role group { name memberships { totalCount } } }",
        group=gid(group),
    )  # fmt: skip

    inside = {"name": "Libre", "memberships": {"totalCount": 5}}
    assert joined == {"membership": {"role": "MEMBER", "group": inside}, "errors": []}
    left = mutate("zed", "leaveGroup", "group { viewerRole }", group=gid(group))
    assert left == {"group": {"viewerRole": None}, "errors": []}


def test_who_leaves_a_hidden_group_sees_it_no_more(cast, mutate):
    left = mutate("bo", "leaveGroup", "group { name }", group=gid(cast.groups["hidden"]))

    assert left == {"group": None, "errors": []}


def test_a_request_is_made_accepted_refused_and_withdrawn(cast, mutate):
    def ask_in(who):
        made = mutate(who, "requestToJoin", "joinRequest { id state }", group=gid(cast.group))
        assert (made["joinRequest"]["state"], made["errors"]) == ("OPEN", [])
        return made["joinRequest"]["id"]

    shown = "joinRequest { state reason decidedBy { name } }"
    accepted = mutate("mo", "acceptRequest", shown, request=ask_in("zed"))
    refused = mutate("mo", "refuseRequest", shown, request=ask_in("nina"), reason="Plus tard")
    withdrawn = mutate("nina", "withdrawRequest", shown, request=ask_in("nina"))

    mo = {"name": "Mo"}
    assert [each["joinRequest"] for each in (accepted, refused, withdrawn)] == [
        {"state": "ACCEPTED", "reason": "", "decidedBy": mo},
        {"state": "REFUSED", "reason": "Plus tard", "decidedBy": mo},
        {"state": "WITHDRAWN", "reason": "", "decidedBy": None},
    ]
    assert cast.zed.roles[cast.group.pk] == "member"


def test_who_asks_twice_is_shown_the_request_that_waits(cast, mutate):
    first = cast.perform(actions.request_to_join, "zed", group=cast.group)

    again = mutate("zed", "requestToJoin", "joinRequest { id }", group=gid(cast.group))

    assert again == {
        "joinRequest": {"id": gid(first)},
        "errors": [{"code": "CONFLICT", "field": None}],
    }


def test_somebody_is_invited_and_accepts_or_is_not_invited_after_all(cast, mutate):
    shown = "invitation { id email role revokedAt }"
    invited = mutate(
        "ana", "inviteToGroup", shown, group=gid(cast.group), email="zed@communs.example",
        role="OBSERVER",
    )  # fmt: skip
    assert invited["errors"] == []
    token = next(line for line in _words(Letter.objects.get()) if len(line) == 43)

    accepted = mutate("zed", "acceptInvitation", "membership { role }", token=token)
    used = mutate("nina", "acceptInvitation", "membership { role }", token=token)
    other = cast.perform(
        actions.invite_to_group, "ana", group=cast.group, email="eve@communs.example"
    )
    revoked = mutate("mo", "revokeInvitation", shown, invitation=gid(other))

    assert accepted == {"membership": {"role": "OBSERVER"}, "errors": []}
    assert used == {"membership": None, "errors": [{"code": "MISSING", "field": "token"}]}
    assert revoked["invitation"]["revokedAt"] is not None


def test_roles_change_and_members_go(cast, mutate):
    bo = {"group": gid(cast.group), "person": gid(cast.person("bo"))}

    changed = mutate("ana", "changeRole", "membership { role }", **bo, role="MODERATOR")
    gone = mutate(
        "ana", "removeMember", "group { memberships { totalCount } }", **bo, reason="Parti"
    )

    assert changed == {"membership": {"role": "MODERATOR"}, "errors": []}
    assert gone == {"group": {"memberships": {"totalCount": 3}}, "errors": []}


@pytest.mark.parametrize(
    ("who", "name", "given", "code"),
    [
        ("nobody", "createGroup", {"name": "Non"}, "DENIED"),
        ("ana", "createGroup", {"name": " "}, "INVALID"),
        ("bo", "editGroup", {"group": "listed", "name": "Non"}, "DENIED"),
        ("zed", "joinGroup", {"group": "listed"}, "DENIED"),
        ("zed", "leaveGroup", {"group": "listed"}, "DENIED"),
        ("ana", "leaveGroup", {"group": "listed"}, "CONFLICT"),
        ("bo", "requestToJoin", {"group": "listed"}, "DENIED"),
        ("bo", "inviteToGroup", {"group": "listed", "email": "eve@communs.example"}, "DENIED"),
        ("ana", "inviteToGroup", {"group": "listed", "email": "eve"}, "INVALID"),
        ("mo", "changeRole", {"group": "listed", "person": "bo", "role": "MODERATOR"}, "DENIED"),
        ("ana", "changeRole", {"group": "listed", "person": "zed", "role": "MEMBER"}, "MISSING"),
        ("mo", "removeMember", {"group": "listed", "person": "ana", "reason": "x"}, "DENIED"),
        ("ana", "removeMember", {"group": "listed", "person": "bo", "reason": ""}, "INVALID"),
    ],
)
def test_what_is_refused_says_so_and_changes_nothing(cast, mutate, who, name, given, code):
    people = {who: gid(cast.person(who)) for who in ("ana", "bo", "zed")}
    named = {"listed": gid(cast.groups["listed"])} | people
    before = (Membership.objects.count(), Group.objects.count(), Letter.objects.count())

    answer = mutate(who, name, "__typename", **{k: named.get(v, v) for k, v in given.items()})

    assert [error["code"] for error in answer["errors"]] == [code]
    assert (Membership.objects.count(), Group.objects.count(), Letter.objects.count()) == before


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("inviteToGroup", {"email": "eve"}),
        ("removeMember", {"person": "bo", "reason": " "}),
        ("editGroup", {"name": ""}),
        ("refuseRequest", {"request": "request", "reason": " "}),
    ],
)
def test_a_problem_is_told_in_the_language_of_who_asks(cast, post, name, given):
    document = mutation_of(name, "errors { code field message }")
    request = cast.perform(actions.request_to_join, "zed", group=cast.group)
    named = {"bo": gid(cast.person("bo")), "request": gid(request)}
    given = {key: named.get(value, value) for key, value in given.items()}
    if "request" not in given:
        given["group"] = gid(cast.group)

    (in_english,), (in_french,) = (
        post("ana", document, language, input=given)["data"][name]["errors"]
        for language in ("en", "fr")
    )

    assert (in_english["code"], in_english["field"]) == (in_french["code"], in_french["field"])
    assert in_english["message"]
    assert in_french["message"]


def test_three_levels_cost_the_same_however_much_there_is(cast, cost):
    fill(cast, groups=2, threads=2, messages=2)
    few = cost("bo", DEEP)

    fill(cast, groups=35, threads=40, messages=3)
    many = cost("bo", DEEP)

    assert Group.objects.count() == 40
    assert many == few == 10


def fill(cast, groups: int, threads: int, messages: int) -> None:
    """Make groups with bo in them, full of threads, full of messages."""
    bo = cast.person("bo")
    made = [Group(name=f"G{at}", visibility="open", created_by=bo) for at in range(groups)]
    Group.objects.bulk_create(made)
    Membership.objects.bulk_create(Membership(group=group, person=bo) for group in made)
    talks = [
        Thread(audience=group.members_audience, group=group, title="Fil", created_by=bo)
        for group in made
        for _ in range(threads)
    ]
    Thread.objects.bulk_create(talks)
    Message.objects.bulk_create(
        Message(thread=thread, number=number, author=bo, body="dit")
        for thread in talks
        for number in range(1, messages + 1)
    )


def _words(letter: Letter) -> list[str]:
    return letter.text.replace("=", " ").replace("/", " ").split()
