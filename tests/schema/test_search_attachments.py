"""Attachments in search: found by what they say, by whoever sees them, and by nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from backend.files.follower import FilesFollower
from backend.journal.following import catch_up
from backend.search.engines import engine
from backend.search.rebuilding import rebuild
from communs.resources import actions
from communs.resources.models import Attachment
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.documents import docx, odp, odt, pdf, pptx
from tests.uploads import body_of, image, parts_of, send

from . import making
from .conftest import gid, index

ATTACH = """
mutation ($input: AttachFileInput!) { attachFile(input: $input) {
  attachment { name textState } errors { code field message } } }
"""
SEARCH = """
query ($query: String!) { search(query: $query) {
  totalCount nodes { kind field html subject { ... on Resource { title } } } } }
"""
STATES = "query ($id: ID!) { resource(id: $id) { attachments { name textState } } }"

PAGES = pdf("Le covoiturage à Cahors", "Un poids\nlourd, la ﬁscalité de l’aqueduc")


pytestmark = pytest.mark.usefixtures("own_index")


def follow():
    """Let all that follows an upload happen."""
    catch_up(FilesFollower())
    index()


@pytest.fixture
def attach(cast):
    """Send a file as bo, over HTTP."""
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person("bo"))

    def attached(resource, name, content, label=""):
        given = {"input": {"resource": gid(resource), "file": None, "label": label}}
        places = {"0": ["variables.input.file"]}
        body = body_of(*parts_of(ATTACH, given, places, ("0", name, content)))
        answer = send(client, body).json()["data"]["attachFile"]
        assert answer["errors"] == []
        return answer["attachment"]

    return attached


@pytest.fixture
def finders(ask):
    """Say who of everybody finds something by a word."""

    def found(query):
        counts = {who: ask(who, SEARCH, query=query)["search"]["totalCount"] for who in EVERYBODY}
        return {who for who, many in counts.items() if many}

    return found


@pytest.mark.parametrize(
    ("of", "reach", "who"),
    [
        ("hidden", None, {"ana", "mo", "bo"}),
        ("hidden", Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        ("hidden", Reach.NETWORK, {*EVERYBODY} - {"nobody"}),
        ("open", Reach.GROUP, {*EVERYBODY}),
    ],
)
def test_a_word_in_a_file_is_found_by_those_who_see_it(cast, attach, finders, of, reach, who):
    resource = making.resource(cast, cast.groups[of], title="Charte", reach=reach)
    attach(resource, "Le guide.pdf", PAGES)
    assert finders("aqueducs") == set()
    follow()

    assert finders("aqueducs") == who
    assert finders('"fiscalité de l\'aqueduc"') == who
    assert finders("guide") == who  # what it is called


def test_a_hit_in_a_file_is_the_resource_and_shows_where(cast, attach, ask):
    resource = making.resource(cast, cast.groups["open"], title="Charte", reach=Reach.GROUP)
    attach(resource, "Le guide.pdf", PAGES)
    follow()

    page = ask("nobody", SEARCH, query="aqueduc")["search"]

    (hit,) = page["nodes"]
    assert (hit["kind"], hit["field"], hit["subject"]) == (
        "RESOURCE",
        "attachments",
        {"title": "Charte"},
    )
    assert "la fiscalité de l’<mark>aqueduc</mark>" in hit["html"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.odt", odt("L’aqueduc")),
        ("a.odp", odp("Rien", "L’aqueduc")),
        ("a.docx", docx("L’aqueduc")),
        ("a.pptx", pptx("Rien", "L’aqueduc")),
        ("a.txt", "L’aqueduc".encode()),
        ("a.md", "*L’aqueduc*".encode()),
        ("a.csv", b"lieu;ouvrage\nCahors;aqueduc"),
    ],
)
def test_each_kind_of_file_is_found(cast, attach, finders, name, content):
    attach(making.resource(cast, cast.group, title="Charte"), name, content)
    follow()

    assert finders("aqueduc") == {"ana", "mo", "bo"}


def test_what_was_taken_off_is_found_no_more(cast, attach, finders):
    resource = making.resource(cast, cast.group, title="Charte")
    attach(resource, "a.pdf", PAGES)
    attach(resource, "b.txt", b"Le tunnel")
    follow()

    cast.perform(actions.detach_file, "bo", attachment=Attachment.objects.earliest("position"))
    follow()

    assert finders("aqueduc") == set()
    assert finders("tunnel") == {"ana", "mo", "bo"}


def test_a_new_index_has_what_was_read_without_reading_it_again(cast, attach, finders, monkeypatch):
    attach(making.resource(cast, cast.group, title="Charte"), "a.pdf", PAGES)
    catch_up(FilesFollower())
    monkeypatch.setenv("TMPDIR", "/nowhere")  # nothing could be read now

    rebuild(engine())

    assert finders("aqueduc") == {"ana", "mo", "bo"}


def test_whoever_sees_a_file_is_told_whether_it_is_found(cast, attach, ask):
    resource = making.resource(cast, cast.groups["open"], title="Charte", reach=Reach.GROUP)
    waiting = [
        attach(resource, "a.pdf", PAGES),
        attach(resource, "scan.pdf", pdf("")),
        attach(resource, "b.pdf", b"%PDF-1.7\n%%EOF\n"),
        attach(resource, "c.png", image()),
    ]
    follow()

    told = ask("nobody", STATES, id=gid(resource))["resource"]["attachments"]

    assert [each["textState"] for each in waiting] == ["WAITING", "WAITING", "WAITING", "NONE"]
    assert told == [
        {"name": "a.pdf", "textState": "DONE"},
        {"name": "scan.pdf", "textState": "NONE"},
        {"name": "b.pdf", "textState": "FAILED"},
        {"name": "c.png", "textState": "NONE"},
    ]
