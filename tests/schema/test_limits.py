"""Limits on operations: what one request may ask for at all, whoever sends it."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query

from communs.groups.models import Group

from .conftest import gid

DEAR = "groups(first: 100) { nodes { threads(first: 100) { nodes { messages { totalCount } } } } }"


def limited(post, document: str, **variables) -> dict[str, str]:
    """Ask for too much as nobody; gives the limits, and what was said of each."""
    answer = post("nobody", document, **variables)
    assert "data" not in answer
    for error in answer["errors"]:
        assert error["extensions"]["code"] == "LIMITED"
        assert error["extensions"]["reached"] > error["extensions"]["allowed"]
    return {error["extensions"]["limit"]: error["message"] for error in answer["errors"]}


@pytest.mark.parametrize(
    ("beside", "cost"),
    [("", 510_100), ("__typename", 510_100), ("__schema { queryType { name } }", 512_100)],
)
def test_what_could_load_too_much_is_refused_whatever_is_asked_beside(
    cast, post, queries, beside, cost
):
    document = f"{{ {beside} {DEAR} }}"
    reason = f"This could load {cost} objects; at most 50000. Ask for smaller pages."

    assert limited(post, document) == {"cost": reason}
    assert queries(lambda: limited(post, document)) == 0


def many(times: int, field: str) -> str:
    """Ask the same so many times, each under a name of its own."""
    return " ".join(f"a{n}: {field}" for n in range(times))


def test_so_many_things_are_asked_at_once_and_no_more(cast, ask, post):
    reason = "This asks for 51 things at once; at most 50. Send several requests."

    assert len(ask("nobody", f"{{ {many(50, 'viewer { id }')} __typename }}")) == 51
    assert limited(post, f"{{ {many(51, 'viewer { id }')} }}") == {"roots": reason}
    beside = f"{{ {many(50, 'viewer { id }')} __schema {{ __typename }} }}"
    assert limited(post, beside) == {"roots": reason}
    spread = f"{{ ...A ...B }} fragment A on Query {{ {many(50, 'viewer { id }')} }} "
    assert limited(post, f"{spread} fragment B on Query {{ b: viewer {{ id }} }}") == {
        "roots": reason
    }


def test_so_many_things_are_done_at_once_and_no_more(cast, post, ask):
    create = 'createGroup(input: {name: "Essai"}) { group { id } errors { code } }'

    answer = post("bo", f"mutation {{ {many(11, create)} }}")

    (error,) = answer["errors"]
    figures = {"limit": "mutations", "reached": 11, "allowed": 10}
    assert error["extensions"] == {"code": "LIMITED", **figures}
    assert error["message"] == "This does 11 things at once; at most 10. Send several requests."
    assert Group.objects.count() == 3
    assert len(ask("bo", f"mutation {{ {many(10, create)} }}")) == 10


def test_so_many_lists_are_read_at_once_wherever_they_stand(cast, ask, post, queries):
    group = gid(cast.group)
    lists = "query ($id: ID!) {{ group(id: $id) {{ {} }} }}"
    linked = f"{many(200, 'parent { id }')} threads {{ totalCount }}"
    reason = "This reads 202 lists or links at once; at most 200. Ask for fewer."

    assert ask("bo", lists.format(many(199, "threads { totalCount }")), id=group)
    assert limited(post, lists.format(linked), id=group) == {"lists": reason}
    assert queries(lambda: limited(post, lists.format(many(300, "parent { id }")), id=group)) == 0


def test_searching_again_and_again_has_its_price(cast, post):
    search = 'search(query: "alliance") { totalCount }'

    assert "data" in post("nobody", f"{{ {many(40, search)} }}")
    assert limited(post, f"{{ {many(50, search)} }}") == {
        "cost": "This could load 51000 objects; at most 50000. Ask for smaller pages."
    }


@pytest.mark.parametrize(
    "field",
    [
        'search(query: "a", first: {}) {{ nodes {{ kind }} }}',
        'search(query: "a") {{ facets {{ topic(first: {}) {{ value {{ id }} }} }} }}',
        'suggest(prefix: "a", first: {}) {{ kind }}',
        'resource(id: "x") {{ related(first: {}) {{ id }} }}',
        "few: groups(first: {}) {{ nodes {{ id }} }}",
        "few: groups(last: {}) {{ nodes {{ id }} }}",
    ],
)
def test_to_ask_for_less_than_nothing_pays_for_nothing_else(cast, post, field):
    less, given = field.format(-1_000_000_000), field.format("$n")

    assert limited(post, f"{{ {DEAR} {less} }}").keys() == {"cost"}
    asked = f"query ($n: Int) {{ {DEAR} {given} }}"
    assert limited(post, asked, n=-1_000_000_000).keys() == {"cost"}


def test_the_graph_describes_itself_once(cast, ask, post):
    tools = get_introspection_query(directive_is_repeatable=True, schema_description=True)
    reason = "Ask what the graph describes under its own names, without aliases."

    assert ask("nobody", tools)["__schema"]["queryType"]["name"] == "Query"
    assert ask("nobody", '{ a: __type(name: "Group") { name } b: __type(name: "Query") { name } }')
    assert limited(post, "{ a: __schema { __typename } }") == {"renaming": reason}
    assert limited(post, "{ __schema { types { a: name } } }") == {"renaming": reason}
    spread = "{ __schema { types { ...T } } } fragment T on __Type { a: name }"
    deep = "{ __schema { types { fields { type { possibleTypes { fields { name } } } } } } }"
    assert limited(post, spread) == {"renaming": reason}
    assert limited(post, deep) == {
        "introspection": "What the graph says of itself is asked 3 lists deep; at most 2."
    }


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ viewr { id } }", {}),
        ("{ viewer { nam } }", {}),
        ("{ groups(frist: 3) { totalCount } }", {}),
        ("query ($kind: GroupKind) { groups(kind: $kind) { totalCount } }", {"kind": "NETWORKS"}),
    ],
)
def test_names_are_suggested_only_where_one_tries_things_out(
    cast, post, settings, document, variables
):
    def said() -> str:
        (error,) = post("nobody", document, **variables)["errors"]
        assert error["extensions"]["code"] == "INVALID"
        return error["message"]

    assert "Did you mean" not in said()

    settings.SUGGESTS_NAMES = True

    assert "Did you mean" in said()
