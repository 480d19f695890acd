"""Sharing: a file attached and downloaded, a portrait, a way back, and a collection of it all.

One story on one server, over HTTP alone.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.documents import pdf
from tests.uploads import PDF, image

from .clients import Client, Json, mutation
from .postbox import Postbox
from .servers import Server, eventually

TEXT = "Une alliance se noue à trois.\n\nElle tient par la confiance."
BETTER = "Une alliance se noue à plusieurs.\n\nElle tient par la confiance."

FOUND_WITHIN = 30.0  # seconds in which a file is read and found


@pytest.fixture(scope="module")
def lou(communs: Server, postbox: Postbox) -> Client:
    """Lou, who writes."""
    return Client(communs, "Lou Passerelle").join(postbox)


@pytest.fixture(scope="module")
def max_(communs: Server, postbox: Postbox) -> Client:
    """Max, who is in no group."""
    return Client(communs, "Max Voisin").join(postbox)


@pytest.fixture(scope="module")
def visitor(communs: Server) -> Client:
    """Whoever comes along."""
    return Client(communs)


@pytest.fixture(scope="module")
def group(lou: Client) -> str:
    """Give Lou's group, which is listed."""
    return lou.do("createGroup", "group { id }", name="Alliances", visibility="LISTED")["id"]


@pytest.fixture(scope="module")
def resource(lou: Client, group: str) -> str:
    """Give what Lou published for the network."""
    made = draft(lou, group, "Faire alliance")
    lou.do("publishResource", "resource { status }", resource=made, reach="NETWORK")
    return made


def draft(lou: Client, group: str, title: str) -> str:
    """Draft a guide."""
    return lou.do(
        "draftResource", "resource { id }", group=group, title=title, kind="GUIDE", body=TEXT
    )["id"]


def upload(client: Client, verb: str, wanted: str, name: str, content: bytes, **given: Any) -> Json:
    """Perform a mutation with a file, by the multipart request specification."""
    operation = {"query": mutation(verb, wanted), "variables": {"input": {**given, "file": None}}}
    answer = client.http.post(
        "/graphql",
        files=[
            ("operations", (None, json.dumps(operation))),
            ("map", (None, '{"0": ["variables.input.file"]}')),
            ("0", (name, content)),
        ],
        headers={"X-Session-Token": client.token or ""},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][verb]


def fetch(client: Client, url: str) -> httpx.Response:
    """Fetch a file as who this is."""
    return client.http.get(url, headers={"X-Session-Token": client.token} if client.token else {})


def test_a_file_is_for_whoever_sees_the_resource(
    lou: Client, max_: Client, visitor: Client, group: str
) -> None:
    resource = draft(lou, group, "Faire un guide")
    large = PDF[:-6] + b"%" * 3_000_000 + PDF[-6:]
    wanted = "attachment { name kind size url }"
    attached = upload(
        lou, "attachFile", wanted, "../Le guide\u202efdp.html", large, resource=resource
    )["attachment"]
    url = attached.pop("url")
    assert attached == {
        "name": "Le guidefdp.html.pdf", "kind": "application/pdf", "size": len(large),
    }  # fmt: skip

    downloaded = fetch(lou, url)
    assert downloaded.content == large
    assert downloaded.headers["content-disposition"].startswith("attachment; ")
    assert downloaded.headers["x-content-type-options"] == "nosniff"
    random = "/files/" + "a" * 43
    for stranger in (max_, visitor):
        hidden, absent = fetch(stranger, url), fetch(stranger, random)
        assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
        assert hidden.status_code == 404

    lou.do("publishResource", "resource { status }", resource=resource, reach="NETWORK")
    assert fetch(max_, url).content == large
    assert fetch(visitor, url).status_code == 404


def test_a_file_is_found_by_what_it_says(
    lou: Client, max_: Client, visitor: Client, resource: str
) -> None:
    said = pdf("Le bief", "et son déversoir")
    attached = upload(
        lou, "attachFile", "attachment { textState }", "eau.pdf", said, resource=resource
    )
    assert attached["attachment"] == {"textState": "WAITING"}

    def found(client: Client) -> list[str]:
        document = '{ search(query: "deversoirs") { nodes { subject { ... on Node { id } } } } }'
        return [node["subject"]["id"] for node in client.ask(document)["search"]["nodes"]]

    eventually(lambda: found(lou) == [resource], FOUND_WITHIN)
    assert found(max_) == [resource]
    assert found(visitor) == []


def test_a_web_page_is_no_document(lou: Client, communs: Server, resource: str) -> None:
    kept = sorted((communs.var / "files").glob("*/*"))

    refused = upload(
        lou, "attachFile", "attachment { url }", "a.pdf", b"<html><script>", resource=resource
    )

    assert refused["attachment"] is None
    assert [(each["code"], each["field"]) for each in refused["errors"]] == [("INVALID", "file")]
    assert sorted((communs.var / "files").glob("*/*")) == kept


def test_a_portrait_is_shown_beside_the_name(lou: Client, max_: Client, resource: str) -> None:
    photo = image("JPEG", (1200, 800))

    url = upload(lou, "setAvatar", "person { avatar }", "moi.jpg", photo)["person"]["avatar"]

    shown = max_.ask("query ($id: ID!) { resource(id: $id) { createdBy { name avatar } } }",
                     id=resource)  # fmt: skip
    assert shown == {"resource": {"createdBy": {"name": "Lou Passerelle", "avatar": url}}}
    portrait = fetch(max_, url)
    assert portrait.headers["content-type"] == "image/webp"
    assert portrait.content[8:12] == b"WEBP"


def test_what_changed_is_told_in_words_and_taken_back(
    lou: Client, max_: Client, resource: str
) -> None:
    lou.do("editResource", "resource { revision }", resource=resource, revision=1, body=BETTER)

    compare = """query ($id: ID!) { resource(id: $id) {
      difference(from: 1, to: 2) { body { kind text } } } }"""
    assert max_.ask(compare, id=resource)["resource"]["difference"]["body"] == [
        {"kind": "SAME", "text": "Une alliance se noue à "},
        {"kind": "REMOVED", "text": "trois"},
        {"kind": "ADDED", "text": "plusieurs"},
        {"kind": "SAME", "text": ".\n\nElle tient par la confiance."},
    ]
    restored = lou.do(
        "restoreRevision", "resource { body revision }", resource=resource, revision=2, number=1
    )
    assert restored == {"body": TEXT, "revision": 3}


def test_resources_are_put_in_an_order_for_others_to_walk_through(
    lou: Client, max_: Client, group: str, resource: str
) -> None:
    made = lou.do(
        "startCollection", "collection { id }", group=group, title="Premiers pas", reach="NETWORK"
    )
    collection = {"collection": made["id"]}
    wanted = "collectionEntry { id }"
    lou.do("addToCollection", wanted, **collection, resource=draft(lou, group, "Suite"))
    entry = lou.do("addToCollection", wanted, **collection, resource=resource, note="À lire")
    lou.do("moveInCollection", wanted, **collection, entry=entry["id"])

    read = """query ($id: ID!) { collection(id: $id) { title
      entries { totalCount nodes { note resource { title } } } } }"""
    first = {"note": "À lire", "resource": {"title": "Faire alliance"}}
    mine = lou.ask(read, id=made["id"])["collection"]["entries"]
    theirs = max_.ask(read, id=made["id"])["collection"]["entries"]
    assert mine == {"totalCount": 2, "nodes": [first, {"note": "", "resource": {"title": "Suite"}}]}
    assert theirs == {"totalCount": 1, "nodes": [first]}
