"""The breadth-first executor answers what graphql-core answers, to the letter, errors included."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from graphql import ExecutionResult, execute, get_introspection_query, parse
from hypothesis import HealthCheck, given, settings

from backend.graphql.context import Context
from backend.graphql.documents import Documents, Prepared, Rejected
from backend.rules import NOBODY, Actor
from communs.attention import actions as keeping
from communs.collections import actions as collecting
from communs.groups import actions as grouping
from communs.organizations import actions as organizing
from communs.people import actions as telling
from communs.polls.choices import PollKind
from communs.registrations import actions as registering
from communs.resources import actions as writing
from communs.threads import actions as talking
from communs.threads.mentioning import mention_of
from communs.threads.reach import Reach
from communs.topics.goals import load_goals
from communs.topics.models import Topic
from schema.graph import schema
from tests.communs import polling
from tests.places import settle
from tests.uploads import document

from . import making
from .asking import Comparison, Sensible
from .conftest import gid
from .test_cycles import filled, started

GRAPH = schema.graphql_schema


@pytest.fixture(autouse=True)
def _seals_alike(monkeypatch):
    """Let two answers to one question have the same live cursors."""
    monkeypatch.setattr("backend.sealing.token_bytes", bytes)


@pytest.fixture
def world(cast):
    """Fill the groups with a little of everything; gives the variables that name it."""
    for group in cast.groups.values():
        thread = making.thread(cast, group, "un", "*deux*", "trois")
        first, second, third = thread.messages.all()
        making.message(cast, thread, "quatre", by="ana", reply_to=second)
        cast.perform(talking.edit_message, "bo", message=first, body="un bis")
        cast.perform(talking.remove_message, "mo", message=third, reason="hors sujet")
        cast.perform(talking.react_to_message, "ana", message=second, reaction="👍")
        cast.perform(talking.pin_message, "mo", message=second)
        making.message(cast, thread, mention_of(cast.person("ana").pk, "Ana"))
        cast.perform(keeping.bookmark_message, "bo", message=second)
        cast.perform(keeping.save_draft, "bo", thread=thread, body="Je")
        event = making.event(cast, group, reach=Reach.NETWORK)
        session = making.session(cast, event)
        making.session(cast, event, title="Autre", hour=2)
        start = timezone.now() + timedelta(days=1)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
        ahead = making.event(cast, group, reach=Reach.NETWORK, **times)
        desk = cast.perform(registering.open_registration, "ana", event=ahead, capacity=1)
        for who in ("bo", "zed"):
            registered = cast.perform(registering.register, who, desk=desk)
        making.message(cast, session.thread, "à l'heure ?", by="zed")
        draft = making.resource(cast, group, title="Brouillon")
        resource = making.resource(cast, group, reach=Reach.PUBLIC, body="# Titre")
        cast.perform(
            writing.credit_contributor, "bo", resource=resource, role="funder", name="Région"
        )
        cast.perform(writing.open_resource_thread, "bo", resource=resource)
        poll = polling.open_poll(cast, thread, PollKind.RANKED, hide_results=group != cast.group)
        polling.cast_vote(cast, poll, "ana")
        polling.cast_vote(cast, poll, "bo", choices=[2, 1, 3])
        cast.perform(writing.attach_file, "bo", resource=resource, file=document())
        cast.perform(writing.edit_resource, "bo", resource=resource, revision=1, body="Autre")
        collection = cast.perform(
            collecting.start_collection, "bo", group=group, title="Suite", reach=Reach.PUBLIC
        )
        for each in (draft, resource):
            cast.perform(collecting.add_to_collection, "bo", collection=collection, resource=each)
    load_goals()
    topic, place = Topic.objects.get(number=2), settle()["Toulouse"]
    for thing in (cast.group, event, resource, cast.person("bo")):
        thing.topics.add(topic)
        thing.territories.add(place)
    cycle = started(cast, cast.groups["hidden"])
    filled(cast, making.event(cast, cast.group, reach=Reach.PUBLIC, cycle=cycle))
    request = cast.perform(grouping.request_to_join, "zed", group=cast.group)
    cast.perform(grouping.create_group, "ana", name="Partie", parent=cast.groups["hidden"])
    email = "eve@communs.example"
    invited = cast.perform(grouping.invite_to_group, "ana", group=cast.group, email=email)
    rameau = cast.perform(organizing.add_organization, "bo", name="Le RAMEAU", kind="association")
    for who in ("bo", "zed"):
        cast.perform(telling.propose_affiliation, who, organization=rameau, role="Ici")
    rows = {
        "organization": rameau,
        "group": cast.group,
        "hidden": cast.groups["hidden"],
        "thread": thread,
        "message": first,
        "event": event,
        "cycle": cycle,
        "session": session,
        "desk": desk,
        "registered": registered,
        "draft": draft,
        "resource": resource,
        "collection": collection,
        "request": request,
        "invited": invited,
        "person": cast.person("bo"),
        "topic": topic,
        "territory": place,
        "poll": poll,
        "option": poll.options.first(),
    }
    named = {name: gid(row) for name, row in rows.items()}
    return {**named, "ids": list(named.values()), "yes": True, "no": False, "none": None, "two": 2}


@pytest.fixture
def actors(cast, world) -> dict[str, Actor]:
    """Give some of those who ask."""
    return {who: cast.actor(who) for who in ("ana", "bo", "zed", "nina")} | {"nobody": NOBODY}


def on_graphql_core(text: str, actor: Actor, variables: dict[str, Any]) -> ExecutionResult:
    """Answer one object at a time, as everybody else does."""
    result = execute(GRAPH, parse(text), None, Context(actor), variables)
    assert isinstance(result, ExecutionResult)
    return result


def told(result: ExecutionResult) -> list[tuple[str, tuple[str | int, ...]]]:
    """Give the errors of an answer: what, and where."""
    return [(error.message, tuple(error.path or ())) for error in result.errors or ()]


def check(prepared: Prepared, text: str, actor: Actor, variables: dict[str, Any]) -> Any:
    """Let both answer, and compare; gives the answer."""
    expected = on_graphql_core(text, actor, variables)
    answer = prepared.execute(Context(actor))

    assert answer.data == expected.data
    assert told(answer) == told(expected)
    return answer


DOCUMENTS = {
    "typename": "{ __typename viewer { __typename } }",
    "aliases": "{ a: viewer { n: name } b: viewer { n: name m: name } }",
    "one key, several selections": "{ viewer { name } viewer { id name } }",
    "key order": "{ viewer { isModerator id name __typename email } }",
    "a fragment": "{ groups { nodes { ...G } } } fragment G on Group { name ...H } "
    "fragment H on Group { id memberships { nodes { person { name } } } }",
    "a fragment twice": "{ groups { ...C ...C nodes { id } } } "
    "fragment C on GroupConnection { nodes { name } totalCount }",
    "an inline fragment without a type": "{ groups { nodes { ... { name } ... @include(if: true) "
    "{ id } } } }",
    "skip and include": "query ($yes: Boolean!, $no: Boolean!) { viewer { name @skip(if: $yes) "
    "id @include(if: $yes) email @skip(if: $no) language @include(if: $no) } }",
    "both directives": "query ($yes: Boolean!, $no: Boolean!) { viewer { id "
    "name @include(if: $yes) @skip(if: $no) email @include(if: $yes) @skip(if: $yes) } }",
    "everything skipped below": "query ($no: Boolean!) { groups { nodes { threads { nodes "
    "{ title @include(if: $no) } } } } }",
    "a fragment skipped": "query ($yes: Boolean!) { groups { nodes { ...G @skip(if: $yes) } } } "
    "fragment G on Group { name }",
    "an interface": "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id "
    "... on Group { name viewerRole } ... on Thread { title messages(first: 2) { nodes { body } } }"
    " ... on Resource { title contributors { name person { name } } } } }",
    "an interface's own fields": "query ($thread: ID!) { node(id: $thread) { id } }",
    "a fragment on the interface": "query ($ids: [ID!]!) { nodes(ids: $ids) { ...N } } "
    "fragment N on Node { id ... on Person { name email } ... on Session { event { id } } }",
    "a type that cannot be": "query ($thread: ID!) { node(id: $thread) { ... on Group { name } } }",
    "connections in connections": "{ groups(first: 3) { totalCount pageInfo { hasNextPage "
    "hasPreviousPage startCursor endCursor } edges { cursor node { name threads(first: 2) { "
    "totalCount edges { cursor node { title messages(last: 2) { totalCount pageInfo { "
    "hasNextPage hasPreviousPage } nodes { number author { name } } } } } } } } } }",
    "one connection by several arguments": "query ($thread: ID!) { thread(id: $thread) { "
    "a: messages(first: 1) { ...M } b: messages(last: 1) { ...M } c: messages(fromNumber: 3) "
    "{ ...M } d: messages(first: 0) { ...M } } } fragment M on MessageConnection { totalCount "
    "nodes { number replyTo { number author { id } } } pageInfo { hasNextPage hasPreviousPage } }",
    "nodes and edges": "{ people { nodes { name } edges { node { name id } cursor } "
    "more: nodes { id } } }",
    "variables in arguments": "query ($two: Int, $none: Int) { groups(first: $two) { nodes { name "
    "threads(first: $none) { nodes { id } } } } }",
    "a variable's default": "query ($missing: Int = 1) { groups(first: $missing) "
    "{ nodes { name } } }",
    "enumerations": "{ groups(kind: WORKING_GROUP) { nodes { kind visibility joining } } "
    "resources(status: PUBLISHED) { nodes { status licence licenceId language } } }",
    "computed for the viewer": "{ threads { nodes { isOpen unreadCount readNumber liveCursor } } }",
    "one, to none": "{ threads { nodes { createdBy { name } messages { nodes { replyTo { id } "
    "edits { nodes { body author { name } } } } } } } }",
    "in circles": "{ groups(first: 3) { nodes { events(first: 3) { nodes { group { name "
    "events { nodes { id } } } sessions(first: 3) { nodes { event { sessions { totalCount } } "
    "thread { title } } } } } } } }",
    "rows that stand beside others": "{ events { nodes { desk { isOpen placesLeft myRegistration "
    "{ state waitingPosition person { name } } registrations { totalCount nodes { number "
    "waitingPosition desk { event { title } } } } } sessions { nodes { desk { id } } } } } }",
    "requests and invitations": "{ groups { nodes { joinRequests(state: OPEN) { nodes { state "
    "person { name memberships { nodes { role } } } } } invitations { nodes { email role "
    "acceptedBy { id } } } } } }",
    "lists that are whole": "{ resources { nodes { contributors { id role person { id name } } "
    "links { url } revisions { totalCount nodes { number } } } } }",
    "nothing there": 'query ($hidden: ID!) { group(id: $hidden) { name } nope: node(id: "x") '
    '{ id } event(id: "RXZlbnQ6MQ==") { title sessions { nodes { id } } } }',
    "polls": "{ polls { nodes { title isOpen hasVoted voterCount outcome { statement } "
    "results { best { number poll { title } } options { count option { label } } "
    "rounds { number leaving { label } options { count } } } message { number poll { title } } "
    "myVote { options { rank } } votes { totalCount nodes { voter { name } } } } } }",
    "picked, pinned, one's own": "query ($two: Int!) { threads { nodes { reactions following "
    "permalink draft { body } message(number: $two) { number pinnedBy { name } } "
    "pinnedMessages { number author { name } } } } bookmarks { nodes { message { id } } } "
    "drafts { nodes { body thread { title } } } mentions { totalCount nodes { role "
    "message { bodyHtml } } } }",
    "objects that are no rows": "{ threads { nodes { messages(first: 9) { nodes { isBookmarked "
    "reactions { reaction count mine } reactors(first: 3) { nodes { person { name } } } "
    "mentions(first: 3) { nodes { person { name } role } } } } } } }",
    "dates": "{ events(toCome: false) { nodes { startsAt endsAt createdAt cancelledAt } } }",
    "below a null": '{ nope: thread(id: "x") { messages(first: 101) { nodes { id } } } }',
    "on an empty list": "{ groups(first: 0) { nodes { threads(first: 101) { totalCount } } } }",
}
FAULTY = {
    "a bad cursor": '{ groups(after: "bad") { nodes { name } } }',
    "too many": "{ groups(first: 101) { nodes { name } } }",
    "fewer than none": "{ people(last: -1) { totalCount } }",
    "first and last": "{ threads(first: 1, last: 1) { totalCount } }",
    "too many below a list": "{ groups { nodes { name threads(first: 101) { nodes { id } } } } }",
    "a bad cursor below a list": '{ groups { nodes { name threads(after: "x") { totalCount } } } }',
    "errors side by side": "{ viewer { name memberships(first: 101) { totalCount } "
    'more: memberships(after: "x") { totalCount } } groups { totalCount } }',
    "an error that stops at a null": "query ($thread: ID!) { viewer { name } thread(id: $thread) "
    "{ title messages(first: 101) { totalCount } } }",
    "an error in a list of nulls": "query ($ids: [ID!]!) { nodes(ids: $ids) { id "
    "... on Thread { messages(first: 101) { totalCount } } ... on Group "
    '{ threads(after: "x") { totalCount } } } }',
    "too many nodes": "query ($many: [ID!]!) { nodes(ids: $many) { id } viewer { name } }",
    "an error in all of several fields": "query ($thread: ID!) { a: thread(id: $thread) "
    "{ messages(first: 101) { totalCount } } b: thread(id: $thread) "
    "{ messages(first: -1) { totalCount } } }",
}


def test_both_answer_alike(subtests, actors, world):
    for name, text in DOCUMENTS.items():
        with subtests.test(name):
            prepared = Documents(GRAPH).prepare(text, None, world)
            for actor in actors.values():
                assert check(prepared, text, actor, world).errors is None


def test_both_object_alike(subtests, actors, world):
    variables = world | {"many": ["x"] * 101}

    for name, text in FAULTY.items():
        with subtests.test(name):
            prepared = Documents(GRAPH).prepare(text, None, variables)
            for who in ("ana", "bo"):
                assert check(prepared, text, actors[who], variables).errors


def test_a_plan_serves_again_with_other_variables(actors, world):
    documents, bo = Documents(GRAPH), actors["bo"]
    text = """query ($n: Int, $full: Boolean!, $id: ID!) { groups(first: $n) { nodes {
      name description @include(if: $full) threads(last: $n) { nodes { title } } } }
      thread(id: $id) @skip(if: $full) { title } }"""

    for n in (0, 1, None, 3, -1):
        for full in (True, False):
            given = {"n": n, "full": full, "id": world["thread"]}
            check(documents.prepare(text, None, given), text, bo, given)


def test_an_operation_is_chosen_by_its_name(actors, world):
    text = "query A { viewer { name } } query B { groups { totalCount } }"
    documents, context = Documents(GRAPH), Context(actors["bo"])

    assert documents.prepare(text, "A").execute(context).data == {"viewer": {"name": "Bo"}}
    assert documents.prepare(text, "B").execute(context).data == {"groups": {"totalCount": 4}}
    for name in (None, "C"):
        with pytest.raises(Rejected):
            documents.prepare(text, name)


def test_what_the_graph_is_can_be_asked_beside_what_is_in_it(actors, world):
    text = '{ viewer { name } __type(name: "Group") { name kind } }'

    prepared = Documents(GRAPH).prepare(text)

    assert prepared.execute(Context(actors["bo"])).data == {
        "viewer": {"name": "Bo"},
        "__type": {"name": "Group", "kind": "OBJECT"},
    }


def test_the_graph_describes_itself_as_graphql_core_describes_it():
    text = get_introspection_query()

    answer = Documents(GRAPH).prepare(text).execute(Context())

    assert answer == on_graphql_core(text, NOBODY, {})


def test_the_graph_describes_itself_once(actors):
    documents = Documents(GRAPH)
    text = "query A { __schema { queryType { name } } } query B { __typename }"
    hanging = "query ($name: String!) { __type(name: $name) { name } }"

    def asked(who: str, *of: Any) -> ExecutionResult:
        return documents.prepare(*of).execute(Context(actors[who]))

    assert asked("bo", text, "A") is asked("nobody", text, "A")
    assert asked("bo", text, "B").data == {"__typename": "Query"}
    assert asked("bo", hanging, None, {"name": "Group"}).data == {"__type": {"name": "Group"}}
    assert asked("bo", hanging, None, {"name": "Topic"}).data == {"__type": {"name": "Topic"}}
    assert documents.prepare(text, "A").cost == 2_000


def test_both_answer_alike_whatever_is_asked(actors, world):
    comparison = Comparison(GRAPH, actors, Sensible({"": world["ids"]}))

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(asked=comparison.questions())
    def check(asked):
        comparison.ask(*asked)

    check()


def test_a_field_at_fault_does_not_make_the_others_dear(cast, post, queries):
    sound = "{ groups { nodes { threads { nodes { createdBy { name } } } } } }"
    at_fault = f"{sound[:-1]} bad: threads(first: -1) {{ totalCount }} }}"

    post("bo", sound)  # signs in

    assert queries(lambda: post("bo", at_fault)) == queries(lambda: post("bo", sound))
