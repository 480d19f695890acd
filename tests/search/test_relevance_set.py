"""The relevance set itself: large enough, sound, and about nobody."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import fields

from tests.search.relevance import GRADES, HERE, Text, synonyms, texts, wanted

KINDS = {
    *("resource", "thread", "message", "event", "group"),
    *("person", "organization", "poll", "collection"),
}
INVENTED = {  # surnames that are birds, trees and herbs: no telephone book is meant
    *("Alouette", "Aubépine", "Bouleau", "Bruyère", "Chardon", "Coquelicot", "Cyprès"),
    *("Fougère", "Genêt-Sauvage", "Grive", "Héron", "Hirondelle", "Lavande"),
    *("Loriot", "Merle", "Mésange", "Mésange-Bleue", "Myrtille", "Noisetier", "Pervenche"),
    *("Pivert", "Romarin", "Sureau", "Tilleul", "Wren"),
}
KEYS = {text.key for text in texts()}


def test_there_are_texts_and_queries_enough():
    assert len(texts()) >= 400
    assert len([each for each in wanted() if each.tries != "English"]) >= 120


def test_no_two_texts_have_the_same_key_and_no_two_queries_the_same_words():
    assert [key for key, times in Counter(text.key for text in texts()).items() if times > 1] == []
    assert [q for q, times in Counter(each.query for each in wanted()).items() if times > 1] == []


def test_every_kind_is_there_and_no_other():
    assert {text.kind for text in texts()} == KINDS


def test_a_text_is_french_or_english_and_published_or_a_draft():
    assert {text.language for text in texts()} == {"fr", "en"}
    assert {text.status for text in texts()} == {"published", "draft"}


def test_only_messages_are_without_a_title_and_none_says_nothing():
    assert {text.kind for text in texts() if not text.title} == {"message"}
    assert [text.key for text in texts() if not (text.title or text.body)] == []


def test_some_texts_have_what_is_hard_to_find():
    written = [f"{text.title} {text.summary} {text.body}" for text in texts()]

    assert sum("’" in each for each in written) >= 50
    assert sum("'" in each for each in written) >= 50
    assert sum("œ" in each for each in written) >= 5
    assert sum("·" in each for each in written) >= 5
    assert sum(bool(text.attachment) for text in texts()) >= 5
    assert max(len(each) for each in written) >= 800


def test_people_are_invented():
    names = [text.title for text in texts() if text.kind == "person"]
    assert [name for name in names if name.split(" ", 1)[1] not in INVENTED] == []


def test_queries_are_answered_by_texts_that_there_are():
    named = {key for each in wanted() for key in each.grades}

    assert named - KEYS == set()
    assert {grade for each in wanted() for grade in each.grades.values()} == {1, 2, 3}


def test_a_query_has_a_good_answer_and_few_enough_of_any():
    assert [each.query for each in wanted() if max(each.grades.values()) < 2] == []
    assert [each.query for each in wanted() if len(each.grades) > 20] == []


def test_a_query_is_what_a_person_would_type_and_says_what_it_tries():
    assert [each.query for each in wanted() if each.query != each.query.strip()] == []
    assert [each.query for each in wanted() if not 1 <= len(each.query.split()) <= 10] == []
    assert [each.query for each in wanted() if not each.tries] == []


def test_a_text_has_one_grade_in_a_query():
    twice = []
    for path in (HERE / "queries").glob("*.toml"):
        for block in tomllib.loads(path.read_text())["wanted"]:
            keys = [key for grade in GRADES for key in block.get(str(grade), ())]
            twice += [(block["query"], key) for key, n in Counter(keys).items() if n > 1]

    assert twice == []


def test_every_field_of_a_text_is_used_by_some():
    assert [
        field.name
        for field in fields(Text)
        if not any(getattr(text, field.name) for text in texts())
    ] == []


def test_an_id_is_the_same_at_every_run_and_nobody_elses():
    (rameau,) = [text for text in texts() if text.key == "o-rameau"]

    assert str(rameau.id) == "b01996f7-8df1-5b69-ba1c-d3c34696407d"
    assert len({text.id for text in texts()}) == len(texts())


def test_a_synonym_group_has_two_words_at_least_and_no_word_stands_in_two():
    words = Counter(word for group in synonyms() for word in group)

    assert [group for group in synonyms() if len(group) < 2] == []
    assert [word for word, times in words.items() if times > 1] == []
