"""The files of the explorer: what is sent with them, and to whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from graphql import parse, validate

from schema.explorer.views import pages
from schema.graph import schema

POLICY = (
    "default-src 'self'; connect-src 'self' ws://testserver wss://testserver; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
DOCUMENT = re.compile(r"`((?:query|mutation|subscription) [^`$]*(?:\$\w[^`$]*)*)`")
ACCOUNTS = [{"email": "ana@communs.example", "role_fr": "Membre", "role_en": "Member"}]


@pytest.fixture
def visitor(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    return Client()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/explorer", "text/html; charset=utf-8"),
        ("/explorer/base.css", "text/css; charset=utf-8"),
        ("/explorer/explorer.js", "text/javascript; charset=utf-8"),
        ("/explorer/mark.svg", "image/svg+xml"),
    ],
)
def test_a_page_may_load_from_here_alone_and_is_asked_for_again(visitor, address, kind):
    answer = visitor.get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-cache"


def test_a_page_that_a_browser_has_is_not_sent_again(visitor):
    etag = visitor.get("/explorer")["ETag"]

    again = visitor.get("/explorer", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == POLICY


def test_the_head_of_a_page_tells_its_length_and_no_more(visitor):
    answer = visitor.head("/explorer")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(len(pages()["explorer.html"].content))


@pytest.mark.parametrize("address", ["/", "/explorer", "/explorer/base.css"])
def test_pages_are_only_read(visitor, address):
    assert visitor.post(address).status_code == 405


@pytest.mark.parametrize("name", ["nothing.js", "views.py", "..%2fviews.py", "accounts.json"])
def test_what_is_no_page_is_not_there(visitor, settings, name):
    settings.DEMO, settings.DEMO_ACCOUNTS = False, ACCOUNTS

    assert visitor.get(f"/explorer/{name}").status_code == 404


def test_the_accounts_of_the_demo_are_shown_in_the_demo_and_never_kept(visitor, settings):
    settings.DEMO, settings.DEMO_ACCOUNTS = True, ACCOUNTS

    answer = visitor.get("/explorer/accounts.json")

    assert answer.json() == {"accounts": ACCOUNTS}
    assert answer["Cache-Control"] == "no-store"


def test_every_file_that_a_page_names_is_there():
    wanted = {
        name
        for page in pages().values()
        for name in re.findall(rb'"(?:\./|/explorer/)([\w.]+)"', page.content)
    }

    assert {name.decode() for name in wanted} - {"accounts.json"} <= set(pages())


def test_pages_carry_neither_scripts_nor_styles_of_their_own_nor_addresses_elsewhere():
    for name, page in pages().items():
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text), name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b", text), name
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}, name


def test_every_french_text_of_the_pages_has_its_english():
    told = pages()["english.js"].content.decode()
    asked = {
        word
        for page in ("index.html", "explorer.html", "mailbox.html")
        for word in re.findall(r'data-word(?:-label)?="(\w+)"', pages()[page].content.decode())
    }

    assert asked == set(re.findall(r"^  (\w+):", told, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(pages()))
def test_no_file_outgrows_its_reader(name):
    assert len(pages()[name].content.splitlines()) <= 300


DOCUMENTS = [
    pytest.param(document, id=re.split(r"\W", document)[1])
    for name, page in sorted(pages().items())
    if name.endswith(".js")
    for document in DOCUMENT.findall(page.content.decode())
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_of_the_pages_is_one_of_the_graph(document):
    assert validate(schema.graphql_schema, parse(document)) == []


def test_the_ready_documents_are_many_each_with_a_key_of_its_own():
    keys = [
        key
        for page in pages().values()
        for key in re.findall(r'^    key: "(\w+)",$', page.content.decode(), re.MULTILINE)
    ]

    assert len(keys) == len(set(keys)) >= 20
