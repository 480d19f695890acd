"""Uploads: the GraphQL multipart request specification, its good requests and all the others."""

from __future__ import annotations

import json

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from backend.files.models import StoredFile
from backend.journal.models import Entry
from communs.resources.models import Attachment
from tests.uploads import PDF, body_of, image, parts_of, send

from . import making
from .conftest import gid

ONE = """
mutation ($input: AttachFileInput!) { attachFile(input: $input) {
  attachment { name size } errors { code field } } }
"""
TWO = """
mutation ($one: AttachFileInput!, $two: AttachFileInput!) {
  one: attachFile(input: $one) { attachment { name } errors { code field } }
  two: attachFile(input: $two) { attachment { name } errors { code field } }
}
"""
HERE = {"0": ["variables.input.file"]}
FILE = ("0", "a.pdf", PDF)


@pytest.fixture
def resource(cast):
    return making.resource(cast, cast.group)


@pytest.fixture
def bo(cast):
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person("bo"))
    return client


def asked(what, **given):
    return {"input": {"resource": gid(what), "file": None, **given}}


def kept():
    """Count what is kept: rows, facts and files."""
    folders, _files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    files = [name for folder in folders for name in default_storage.listdir(folder)[1]]
    facts = Entry.objects.filter(kind="resources.FileAttached").count()
    return (StoredFile.objects.count(), Attachment.objects.count(), facts, len(files))


def refused(answer, status=400, code="INVALID"):
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert kept() == (0, 0, 0, 0)


def test_a_file_comes_beside_the_operation(bo, resource):
    answer = send(bo, body_of(*parts_of(ONE, asked(resource), HERE, FILE)))

    done = {"attachment": {"name": "a.pdf", "size": len(PDF)}, "errors": []}
    assert (answer.status_code, answer.json()["data"]) == (200, {"attachFile": done})
    assert kept() == (1, 1, 1, 1)


def test_several_files_come_beside_one_operation(bo, resource):
    variables = {name: asked(resource)["input"] for name in ("one", "two")}
    places = {"a": ["variables.one.file"], "b": ["variables.two.file"]}
    files = [("a", "a.pdf", PDF), ("b", "b.png", image())]

    answer = send(bo, body_of(*parts_of(TWO, variables, places, *files))).json()["data"]

    assert answer == {
        "one": {"attachment": {"name": "a.pdf"}, "errors": []},
        "two": {"attachment": {"name": "b.png"}, "errors": []},
    }
    assert kept() == (2, 2, 2, 2)


def test_one_file_may_stand_at_several_places(bo, resource):
    variables = {name: asked(resource)["input"] for name in ("one", "two")}
    places = {"a": ["variables.one.file", "variables.two.file"]}

    answer = send(bo, body_of(*parts_of(TWO, variables, places, ("a", "a.pdf", PDF))))

    assert [each["errors"] for each in answer.json()["data"].values()] == [[], []]
    assert kept() == (2, 2, 2, 2)
    assert len({*StoredFile.objects.values_list("key")}) == 2


def test_names_are_read_as_utf_8(bo, resource):
    places = {"é": ["variables.input.file"]}
    file = ("é", "L’été\u202efdp.html", PDF)

    answer = send(bo, body_of(*parts_of(ONE, asked(resource), places, file)))

    assert answer.json()["data"]["attachFile"]["attachment"]["name"] == "L’étéfdp.html.pdf"


def test_an_operation_without_files_may_come_so_too(bo):
    answer = send(bo, body_of(*parts_of("{ viewer { name } }", None, {})))

    assert answer.json()["data"] == {"viewer": {"name": "Bo"}}


def test_a_large_file_is_taken_from_disk(bo, resource):
    large = PDF[:-6] + b"%" * 3_000_000 + PDF[-6:]

    answer = send(bo, body_of(*parts_of(ONE, asked(resource), HERE, ("0", "a.pdf", large))))

    assert answer.json()["data"]["attachFile"]["attachment"]["size"] == len(large)
    with default_storage.open(StoredFile.objects.get().place) as file:
        assert file.read() == large


def test_the_same_under_the_same_key_is_kept_once(bo, resource):
    variables = asked(resource, idempotencyKey="k1")
    body = body_of(*parts_of(ONE, variables, HERE, FILE))
    other = body_of(*parts_of(ONE, variables, HERE, ("0", "a.pdf", PDF + b"\n%%EOF\n")))

    first, again, another = (send(bo, each).json()["data"]["attachFile"] for each in
                             (body, body, other))  # fmt: skip

    assert first == again
    assert another["errors"] == [{"code": "INVALID", "field": "idempotencyKey"}]
    assert kept() == (1, 1, 1, 1)


# --- malformed --------------------------------------------------------------------------------

OPERATION = json.dumps({"query": ONE, "variables": {"input": {"resource": "x", "file": None}}})
MAP = json.dumps(HERE)
NULLS = json.dumps({"query": ONE, "variables": None})
NOTHING = json.dumps({"query": ONE})
BATCH = f"[{OPERATION}, {OPERATION}]"


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [FILE],
        [("operations", OPERATION)],
        [("map", MAP), FILE],
        [("operations", OPERATION), FILE],
        [("operations", OPERATION), ("map", MAP)],  # the file is missing
        [("map", MAP), ("operations", OPERATION), FILE],
        [("operations", OPERATION), FILE, ("map", MAP)],
        [FILE, ("operations", OPERATION), ("map", MAP)],
        [("operations", OPERATION), ("operations", OPERATION), ("map", MAP), FILE],
        [("operations", OPERATION), ("map", MAP), ("map", MAP), FILE],
        [("operations", OPERATION), ("map", MAP), FILE, FILE],
        [("operations", OPERATION), ("map", MAP), FILE, ("more", "x")],
        [("operations", OPERATION), ("map", MAP), ("0", "no file")],
        [("operations", OPERATION), ("map", MAP), FILE, ("1", "b.pdf", PDF)],
        [("operations", OPERATION), ("map", MAP), ("1", "a.pdf", PDF)],
        [("operations", OPERATION), ("map", MAP), ("0", "", PDF)],
        [("operations", "a.json", OPERATION.encode()), ("map", MAP), FILE],
        [("operations", BATCH), ("map", '{"0": ["0.variables.input.file"]}'), FILE],
        [("operations", "{"), ("map", MAP), FILE],
        [("operations", b'{"query": "{\xff}"}'), ("map", MAP), FILE],
        [("operations", '{"query": "a", "query": "b"}'), ("map", MAP), FILE],
        [("operations", "null"), ("map", MAP), FILE],
        [("operations", NULLS), ("map", MAP), FILE],
        [("operations", NOTHING), ("map", MAP), FILE],
        *(
            [("operations", OPERATION), ("map", wrong), FILE]
            for wrong in (
                "",
                "null",
                "[]",
                "7",
                "{}",
                '{"0": null}',
                '{"0": []}',
                '{"0": "variables.input.file"}',
                '{"0": [7]}',
                '{"0": [null]}',
                '{"0": [["variables", "input", "file"]]}',
                '{"0": [""]}',
                '{"0": ["."]}',
                '{"0": ["variables"]}',
                '{"0": ["query"]}',
                '{"0": ["variables.input"]}',
                '{"0": ["variables.input.resource"]}',
                '{"0": ["variables.input.file.x"]}',
                '{"0": ["variables.input.other"]}',
                '{"0": ["variables.__class__"]}',
                '{"0": ["input.file"]}',
                '{"0": ["0.variables.input.file"]}',
                '{"0": ["variables.input.file", "variables.input.file"]}',
                '{"0": ["variables.input.file"], "0": ["variables.input.file"]}',
                '{"0": ["variables.input.file"], "1": ["variables.input.file"]}',
                '{"0": ["' + "variables." * 90_000 + '"]}',
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_multipart_request_is_refused_and_nothing_kept(bo, cast, fields):
    parts = [
        each if len(each) == 3 else
        (each[0], None, each[1].encode() if isinstance(each[1], str) else each[1])
        for each in fields
    ]  # fmt: skip

    refused(send(bo, body_of(*parts)))


@pytest.mark.parametrize(
    "path", ["variables.list.1", "variables.list.-1", "variables.list.x", "variables.list.00001"]
)
def test_a_place_in_a_list_must_be_there(bo, cast, path):
    parts = parts_of("{ __typename }", {"list": [None]}, {"0": [path]}, FILE)

    refused(send(bo, body_of(*parts)))


@pytest.mark.parametrize(
    ("type_", "end"),
    [
        (MULTIPART_CONTENT, ""),
        (MULTIPART_CONTENT, f"--{BOUNDARY}"),
        (MULTIPART_CONTENT, f"--{BOUNDARY}--\r\nmore"),
        ("multipart/form-data", f"--{BOUNDARY}--\r\n"),
        ("multipart/form-data; boundary=", f"--{BOUNDARY}--\r\n"),
        ("multipart/form-data; boundary=other", f"--{BOUNDARY}--\r\n"),
        ("multipart/form-data; boundary=é", f"--{BOUNDARY}--\r\n"),
        (f"multipart/form-data; boundary={'x' * 300}", f"--{BOUNDARY}--\r\n"),
    ],
)
def test_a_body_that_is_not_whole_is_refused(bo, resource, type_, end):
    body = body_of(*parts_of(ONE, asked(resource), HERE, FILE), end=end)

    refused(bo.generic("POST", "/graphql", body, content_type=type_))


@pytest.mark.parametrize("cut", range(3, 600, 40))
def test_a_body_that_was_cut_off_anywhere_is_refused(bo, resource, cut):
    body = body_of(*parts_of(ONE, asked(resource), HERE, FILE))

    refused(send(bo, body[:-cut]))


DISPOSITION = 'Content-Disposition: form-data; name="0"; filename="a.pdf"'


@pytest.mark.parametrize(
    "head",
    [
        f"{DISPOSITION}\r\nContent-Transfer-Encoding: base64",
        f"{DISPOSITION}\r\nContent-Transfer-Encoding: quoted-printable",
        f"{DISPOSITION}\r\nContent-Transfer-Encoding: gzip",
        f"{DISPOSITION}\r\nContent-Type: multipart/mixed; boundary=inner",
        f"{DISPOSITION}\r\nContent-Length: 1",
        f"{DISPOSITION}\r\nContent-Length: 9999",
        f"{DISPOSITION}\r\nContent-Length: -1",
        f"{DISPOSITION}\r\nContent-Length: x",
        f"{DISPOSITION}\r\n{DISPOSITION}",
        f"{DISPOSITION}\r\nContent-Type: a/b\r\nContent-Type: a/b",
        f"{DISPOSITION}\r\nno header",
        f"{DISPOSITION}\r\n: nameless",
        f"{DISPOSITION}\r\n folded",
        f"{DISPOSITION}\nContent-Type: a/b",
        "Content-Type: application/pdf",
        'Content-Disposition: attachment; name="0"; filename="a.pdf"',
        'Content-Disposition: form-data; filename="a.pdf"',
        'Content-Disposition: form-data; name="0"',
        'Content-Disposition: form-data; name="0"; filename=""',
        "Content-Disposition: form-data; name=\"0\"; filename*=UTF-8''a.pdf",
        "Content-Disposition: form-data; name=\"0\"; filename*=none'x'a.pdf",
        'Content-Disposition: form-data; name="operations"; filename="a.pdf"',
        'Content-Disposition: form-data; name=""; filename="a.pdf"',
    ],
)
def test_a_part_that_is_odd_is_refused(bo, resource, head):
    start = body_of(*parts_of(ONE, asked(resource), HERE), end="")
    part = f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + PDF
    refused(send(bo, start + part + f"\r\n--{BOUNDARY}--\r\n".encode()))


@pytest.mark.parametrize("head", ["X: " + "x" * 100_000, "\r\n".join(["X-1: x"] * 1_000)])
def test_enormous_heads_of_parts_are_refused(bo, resource, head):
    start = body_of(*parts_of(ONE, asked(resource), HERE), end="")
    part = f"--{BOUNDARY}\r\n{DISPOSITION}\r\n{head}\r\n\r\n".encode() + PDF
    refused(send(bo, start + part + f"\r\n--{BOUNDARY}--\r\n".encode()), code="LIMITED")


def test_parts_may_say_what_changes_nothing(bo, resource):
    start = body_of(*parts_of(ONE, asked(resource), HERE), end="")
    head = f"{DISPOSITION}\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: Binary\r\nX-1: x"
    part = f"--{BOUNDARY}\r\n{head}\r\nContent-Length: {len(PDF)}\r\n\r\n".encode() + PDF

    answer = send(bo, start + part + f"\r\n--{BOUNDARY}--".encode())

    assert answer.json()["data"]["attachFile"]["errors"] == []
    assert kept() == (1, 1, 1, 1)


@pytest.mark.parametrize("before", ["\r\n", "hello\r\n", f"--{BOUNDARY}x\r\n"])
def test_nothing_stands_before_the_parts(bo, resource, before):
    refused(
        send(bo, before.encode()[2:] + b"x" + body_of(*parts_of(ONE, asked(resource), HERE, FILE)))
    )


@pytest.mark.parametrize("length", range(65_500, 65_560, 3))
def test_a_boundary_is_found_wherever_the_reading_pauses(bo, resource, length):
    empty = len(body_of(*parts_of(ONE, asked(resource), HERE, ("0", "a.pdf", PDF))))
    content = PDF[:-6] + b"%" * (length - empty) + PDF[-6:]

    answer = send(bo, body_of(*parts_of(ONE, asked(resource), HERE, ("0", "a.pdf", content))))

    assert answer.json()["data"]["attachFile"]["attachment"]["size"] == len(content)


def test_too_many_files_are_refused(bo, resource):
    files = [(str(n), f"{n}.pdf", PDF) for n in range(11)]
    places = {str(n): ["variables.input.file"] for n in range(11)}

    refused(send(bo, body_of(*parts_of(ONE, asked(resource), places, *files))), code="LIMITED")


def test_too_much_beside_the_files_is_refused(bo, resource):
    parts = parts_of(ONE, {**asked(resource), "more": "x" * 1_000_000}, HERE, FILE)

    refused(send(bo, body_of(*parts)), status=413, code="LIMITED")


def test_too_large_a_request_is_refused(bo, resource, settings):
    settings.UPLOAD_LIMIT = 1_000
    large = ("0", "a.pdf", PDF + b"%" * 1_000)

    refused(
        send(bo, body_of(*parts_of(ONE, asked(resource), HERE, large))), status=413, code="LIMITED"
    )


# --- who, and whether it is them ----------------------------------------------------------------


def test_with_a_cookie_a_proof_is_asked_for(cast, resource):
    client = Client()
    client.force_login(cast.person("bo"))
    body = body_of(*parts_of(ONE, asked(resource), HERE, FILE))

    refused(send(client, body), status=403, code="DENIED")


def test_a_hidden_field_of_a_form_is_no_proof(cast, resource):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person("bo"))
    client.cookies["csrftoken"] = token = "a" * 32
    parts = parts_of(ONE, asked(resource), HERE, FILE)
    hidden = ("csrfmiddlewaretoken", None, token.encode())

    refused(send(client, body_of(hidden, *parts)))
    refused(send(client, body_of(*parts)), status=403, code="DENIED")
    assert send(client, body_of(*parts), **{"x-csrftoken": token}).status_code == 200


def test_a_visitor_keeps_nothing(db, cast, resource):
    answer = send(Client(), body_of(*parts_of(ONE, asked(resource), HERE, FILE)))

    done = answer.json()["data"]["attachFile"]
    assert done == {"attachment": None, "errors": [{"code": "DENIED", "field": None}]}
    assert kept() == (0, 0, 0, 0)


@pytest.mark.parametrize("value", ["a.pdf", 7, True, {"name": "a.pdf"}, ["a.pdf"]])
def test_a_file_is_never_named_in_json(bo, resource, value):
    variables = asked(resource, file=value)
    answer = bo.post(
        "/graphql", {"query": ONE, "variables": variables}, content_type="application/json"
    )

    refused(answer)


def test_a_file_that_is_left_out_is_missed(bo, resource):
    answer = bo.post(
        "/graphql", {"query": ONE, "variables": asked(resource)}, content_type="application/json"
    )

    refused(answer)


def test_a_file_is_never_written_in_a_document(bo, resource):
    document = (
        ONE.replace("$input: AttachFileInput!", "")
        .replace("()", "")
        .replace("input: $input", f'input: {{resource: "{gid(resource)}", file: "/etc/passwd"}}')
    )
    answer = bo.post("/graphql", {"query": document}, content_type="application/json")

    refused(answer)


# --- nothing half kept ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "content", "error"),
    [
        ({"label": "x" * 201}, PDF, ("INVALID", "label")),
        ({}, b"<html>", ("INVALID", "file")),
        ({"resource": "x"}, PDF, ("MISSING", "resource")),
        ({"idempotencyKey": "x" * 101}, PDF, ("INVALID", "idempotencyKey")),
    ],
)
def test_what_is_refused_leaves_nothing(bo, resource, given, content, error):
    parts = parts_of(ONE, asked(resource, **given), HERE, ("0", "a.pdf", content))

    done = send(bo, body_of(*parts)).json()["data"]["attachFile"]

    assert done["errors"] == [{"code": error[0], "field": error[1]}]
    assert kept() == (0, 0, 0, 0)


@pytest.mark.parametrize("who", ["ob", "zed", "nina"])
def test_who_may_not_keeps_nothing(cast, resource, who):
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person(who))

    send(client, body_of(*parts_of(ONE, asked(resource), HERE, FILE)))

    assert kept() == (0, 0, 0, 0)
