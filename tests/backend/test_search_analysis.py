"""How texts are read for search: what is the same word, and where it stands."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.search import pieces
from backend.search.analysis import ENGLISH, FRENCH, Analysis, analysis_of
from backend.search.asking import ask
from backend.search.marking import Marker
from backend.search.refusals import QueryTooLong


def terms(text, analysis=FRENCH):
    return [word.terms for word in analysis.words(text)]


def shares(one, other, analysis=FRENCH):
    """Whether two texts have a term in common at every word."""
    first, second = terms(one, analysis), terms(other, analysis)
    return len(first) == len(second) and all(
        set(a) & set(b) for a, b in zip(first, second, strict=True)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("économie", "ECONOMIE"),
        ("l'économie de l'alliance", "l’economie de l'ALLIANCE"),
        ("l'alliance", "alliance"),
        ("d’intérêt général", "intérêt general"),
        ("qu'évaluer", "évaluer"),
        ("jusqu’à Sète", "Sete"),
        ("lorsqu'on échange", "echanges"),
        ("Hauts-de-France", "hauts de france"),
        ("ODD17", "ODD 17"),
        ("ODD\N{NO-BREAK SPACE}17", "odd17"),
        ("cœur", "COEUR"),
        ("catalyseur territorial", "catalyseurs territoriaux"),
        ("alliances d'intérêt général", "alliance d'intérêts généraux"),
        ("évaluation partenariale", "évaluations partenariales"),
        ("en Commun(s)", "communs"),
        ("adhérent·e·s", "adhérents"),
        ("M.E.D.O.C.", "Medoc"),
        ("l'E.S.S.", "ESS"),
        ("évaluée", "evaluee"),
        ("évaluée", "evalue"),
        ("e\N{COMBINING ACUTE ACCENT}conomie", "économie"),
        ("\N{LATIN SMALL LIGATURE FI}nancer", "financer"),
        ("territorialisation des transitions", "la territorialisation de la transition"),
        ("coopé\u00adration inter\u200bna\u2060tionale\ufeff", "coopération internationale"),
        ("un lieu, un milieu, un enjeu", "lieux, milieux, enjeux"),
        ("le jeu, le vœu, l'œil", "jeux, vœux, yeux"),
        ("un travail, un bail, un idéal", "travaux, baux, idéaux"),
        ("un réseau, un bureau, l'eau", "réseaux, bureaux, eaux"),
        ("un jardin public et nouveau", "jardins publiques et nouvelles"),
        ("actif, sportif, neuf, grec", "active, sportives, neuve, grecques"),
        ("un acteur, un auteur, un directeur", "actrice, autrices, directrices"),
        ("chercheur, porteurs, travailleur", "chercheuses, porteuse, travailleuses"),
        ("heureux et généreux", "heureuse et généreuse"),
        ("un vieux faux", "vieille fausse"),
    ],
)
def test_these_read_alike_in_french(one, other):
    assert shares(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("alliance", "aliment"), ("ODD 2", "ODD 17"), ("partenaire", "parterre")],
        *[("été", "est"), ("peu", "peur"), ("bel", "peau"), ("lieu", "ligue"), ("tri", "trice")],
    ],
)
def test_these_read_apart_in_french(one, other):
    assert not shares(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("networks", "the network"),
        ("the network's charter", "network charters"),
        ("running a community", "communities run"),
    ],
)
def test_these_share_their_words_in_english(one, other):
    assert {t for word in terms(one, ENGLISH) for t in word} == {
        t for word in terms(other, ENGLISH) for t in word
    }


@pytest.mark.parametrize(
    "text", ["", "de la", "l'", "à où", "« — » !", "_", "\x00\x1b", "\N{ZERO WIDTH SPACE}"]
)
def test_little_words_and_signs_give_nothing(text):
    assert terms(text) == []


@pytest.mark.parametrize(
    ("language", "analysis"),
    [
        ("fr", FRENCH),
        ("FR", FRENCH),
        ("en", ENGLISH),
        ("en-GB", ENGLISH),
        ("oc", FRENCH),
        ("", FRENCH),
    ],
)
def test_a_language_is_read_in_its_own_way_else_in_french(language, analysis):
    assert analysis_of(language) is analysis


def test_words_keep_their_place_in_the_original_text():
    text = "L’Économie de l'alliance : en Commun(s)"

    places = [text[word.start : word.end] for word in FRENCH.words(text)]

    assert places == ["Économie", "alliance", "Commun(s)"]


@given(st.text())
def test_any_text_is_read_in_order_and_within_itself(text):
    end = 0
    for word in FRENCH.words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.terms
        assert all(word.terms)
        end = word.end


SOME = ("l'alliance", "Alliances,", "charte", "(chartes)", "mot " * 3, "mot" * 70)
TEXTS = st.lists(st.sampled_from(SOME)).map(" ".join)


@pytest.mark.parametrize("kept", [0, 2, 50_000])
@given(st.lists(TEXTS, max_size=5))
def test_words_are_marked_in_what_is_known_and_in_what_is_new(kept, texts):
    analysis = Analysis("fr", "french", "l le")
    with mock.patch.object(pieces, "MOST_KEPT", kept):
        marker = Marker(analysis, frozenset({"allianc", "chart"}))
        marks = [[mark[2:] for mark in marker.marks(text)] for text in texts]

    wanted = re.compile("alliances?|chartes?", re.IGNORECASE)
    assert marks == [[match.span() for match in wanted.finditer(text)] for text in texts]


@pytest.mark.parametrize("sign", ["\u037a", "\ufdfa", "\ufe70"])
def test_a_sign_that_is_written_out_with_spaces_cuts_no_word(sign):
    read = FRENCH.terms(f"{sign}élevées é{sign}e")
    standing = read.standing.partition(" | ")[0]

    assert len(standing.split(" ")) == len(read.spelled.split(" ")) == 2
    assert "\x1f" not in read.standing


@pytest.mark.parametrize(
    ("text", "words", "phrases", "without"),
    [
        ("faire alliance", 2, 0, 0),
        ("faire alliance alliance", 2, 0, 0),
        ('"faire alliance"', 0, 1, 0),
        ("« faire alliance » fonds", 1, 1, 0),
        ("“faire alliance” -fonds", 0, 1, 1),
        ('alliance -"fonds commun"', 1, 0, 1),
        ('"alliance', 1, 0, 0),
        ("socio-économique", 2, 0, 0),
        ("alliance - fonds", 2, 0, 0),
        ("alliance AND (fonds OR *) title:x^2 [a TO b]~", 9, 0, 0),
    ],
)
def test_a_question_is_words_phrases_and_exclusions(text, words, phrases, without):
    asked = ask(text, (FRENCH,))["fr"]

    assert (len(asked.asked), len(asked.phrases), len(asked.without)) == (words, phrases, without)


@pytest.mark.parametrize("text", ["x" * 1001, "mot " * 51, "mot " * 10_000])
def test_a_question_that_nobody_types_says_so(text):
    with pytest.raises(QueryTooLong) as refusal:
        ask(text, (FRENCH, ENGLISH))

    assert (refusal.value.code, refusal.value.field) == ("INVALID", "query")
