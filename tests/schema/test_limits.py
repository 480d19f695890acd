"""Limits on operations: what one request may ask for at all, whoever sends it."""

from __future__ import annotations

import pytest

DEAR = "groups(first: 100) { nodes { threads(first: 100) { nodes { messages { totalCount } } } } }"


def limited(post, document: str, **variables) -> str:
    """Ask for too much as nobody; gives why it was refused, before anything was done."""
    answer = post("nobody", document, **variables)
    assert "data" not in answer
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LIMITED"}
    return error["message"]


@pytest.mark.parametrize("beside", ["", "__typename", "__schema { queryType { name } }"])
def test_what_could_load_too_much_is_refused_whatever_is_asked_beside(cast, post, queries, beside):
    document = f"{{ {beside} {DEAR} }}"
    reason = "This could load 510100 objects; at most 50000. Ask for smaller pages."

    assert limited(post, document) == reason
    assert queries(lambda: limited(post, document)) == 0
