"""French first: whatever the code says to people, the catalogue says in French."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

TRANSLATE = runpy.run_path("tools/translate.py")
FRENCH = Path("communs/locale/fr/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
STRAIGHT = re.compile(r"\w'\w|\"")
LOOSE = re.compile(r"(?<=\S) [;!?»]|(?<=\w) :|« ")  # an ordinary space where a line may not break

SIGN_IN_FIRST = "Connectez-vous d\u2019abord."
WANTED = [message.id for message in TRANSLATE["extracted"]() if message.id]
CATALOGUE = {message.id: message for message in TRANSLATE["written"](FRENCH) if message.id}


def test_the_code_has_something_to_say():
    assert "Sign in first." in WANTED
    assert len(WANTED) > 100


@pytest.mark.parametrize("text", WANTED)
def test_every_text_is_translated_and_keeps_its_placeholders(text):
    message = CATALOGUE.get(text)

    assert message is not None, "Run tools/translate.py, then translate what it names."
    assert message.string
    assert not message.fuzzy
    assert sorted(PLACEHOLDER.findall(message.string)) == sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("text", CATALOGUE)
def test_every_translation_minds_french_typography(text):
    assert STRAIGHT.findall(CATALOGUE[text].string) == []
    assert LOOSE.findall(CATALOGUE[text].string) == []


def test_the_catalogue_holds_nothing_that_nobody_says():
    assert set(CATALOGUE) - set(WANTED) == set()


def test_what_django_loads_is_what_was_translated():
    compiled = TRANSLATE["compiled"](TRANSLATE["written"](FRENCH))
    assert FRENCH.with_suffix(".mo").read_bytes() == compiled


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", SIGN_IN_FIRST),
        ("fr-CA,en;q=0.5", SIGN_IN_FIRST),
        ("en", "Sign in first."),
        ("de", SIGN_IN_FIRST),  # French first
    ],
)
def test_a_refusal_is_told_in_the_language_that_was_asked_for(db, settings, language, said):
    settings.LANGUAGE_CODE = "fr"  # as it is outside the tests
    answer = _ask(
        'mutation { createGroup(input: {name: "Alliances"}) { errors { code message } } }', language
    )

    problem = {"code": "DENIED", "message": said}
    assert answer["data"] == {"createGroup": {"errors": [problem]}}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "Pas plus de 100 éléments à la fois\u00a0; 101 ont été demandés.",
        ),
        ("en", "At most 100 items at a time; 101 were asked for."),
    ],
)
def test_a_number_is_told_in_the_language_that_was_asked_for(db, language, said):
    answer = _ask("{ groups(first: 101) { totalCount } }", language)

    assert [error["message"] for error in answer["errors"]] == [said]


def test_the_schema_is_described_in_english_whoever_exports_it():
    with translation.override("fr"):
        answer = _ask('{ __type(name: "Role") { enumValues { name description } } }', "fr")

    described = {
        value["name"]: value["description"] for value in answer["data"]["__type"]["enumValues"]
    }
    assert described["OBSERVER"] == "observer: reads"


def _ask(document, language):
    client = Client(headers={"accept-language": language})
    return client.post("/graphql", {"query": document}, content_type="application/json").json()
