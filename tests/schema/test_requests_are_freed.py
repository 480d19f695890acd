"""A request is freed when it is answered: looking for what is not makes everybody wait."""

from __future__ import annotations

import gc
from io import BytesIO

import orjson
import pytest

from backend.graphql.doors.threads import Handler

ASKED = orjson.dumps({"query": "{ resources(first: 3) { totalCount } }"})
SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/graphql",
    "query_string": b"",
    "headers": [
        (b"host", b"localhost"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(ASKED)).encode()),
    ],
}


@pytest.mark.django_db(transaction=True)  # signals look after the connection, as in a server
def test_a_request_leaves_nothing_that_has_to_be_looked_for_to_be_freed():
    handler = Handler()

    def ask():
        response = handler.answer(SCOPE, BytesIO(ASKED))
        assert orjson.loads(response.content)["data"] == {"resources": {"totalCount": 0}}

    ask()
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            ask()
        assert gc.collect() < 20
    finally:
        gc.enable()
