"""A question as tantivy asks it: built from terms, so that no typed sign is ever syntax.

Each language has its own fields, read by its own analysis; a document matches in its language.
"""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import Occur
from tantivy import Query as Match

from .analysis import well_formed
from .asking import Asked, Phrase, Terms
from .contract import Query
from .documents import SCHEMA, field_in
from .highlights import FIELDS

WEIGHTS = {"title": 4.0, "summary": 2.0, "body": 1.0}
TOGETHER = 2.0  # how much more the whole question counts when its words stand together
ELSEWHERE = 0.2  # what a word's other fields add to its best one


def matching(query: Query, asked: dict[str, Asked], *, loosely: bool) -> Match:
    """Match documents that answer in their language and that this person may find."""
    readings = [_reading(language, said, loosely=loosely) for language, said in asked.items()]
    conditions = [any_of(readings), *(_free(condition) for condition in _conditions(query))]
    return Match.boolean_query([(Occur.Must, condition) for condition in conditions])


def can_loosen(asked: dict[str, Asked]) -> bool:
    """Whether a question has words enough to do without some."""
    return any(len(said.words) > 1 for said in asked.values())


def any_of(matches: list[Match]) -> Match:
    """Match what any of them matches."""
    if len(matches) == 1:
        return matches[0]
    return Match.boolean_query([(Occur.Should, match) for match in matches])


def _free(match: Match) -> Match:
    """Keep a condition from counting for the rank."""
    return Match.const_score_query(match, 0.0)


def _conditions(query: Query) -> Iterable[Match]:
    seen = [_one_of("audience", query.audiences)]
    if query.owner:
        seen.append(Match.term_query(SCHEMA, "owner", str(query.owner)))
    yield any_of(seen)
    if query.kinds:
        yield _one_of("kind", query.kinds)
    for name, values in query.filters.items():
        yield _one_of("filter", [f"{name}={value}" for value in values])


def _one_of(name: str, values: Iterable[str]) -> Match:
    return Match.term_set_query(SCHEMA, name, sorted(map(well_formed, values)))


def _reading(language: str, asked: Asked, *, loosely: bool) -> Match:
    clauses = [(Occur.Must, _phrase(language, each)) for each in asked.phrases]
    clauses += [(Occur.MustNot, _phrase(language, each)) for each in asked.without]
    if asked.words:
        needed = max(1, len(asked.words) * 2 // 3) if loosely else len(asked.words)
        words = [(Occur.Should, _word(language, terms)) for terms in asked.words]
        clauses.append((Occur.Must, Match.boolean_query(words, needed)))
    if len(asked.whole) > 1:
        together = Match.boost_query(_phrase(language, asked.whole), TOGETHER)
        clauses.append((Occur.Should, together))
    return Match.boolean_query(clauses)


def _word(language: str, terms: Terms) -> Match:
    return _best(
        [
            (name, Match.term_query(SCHEMA, field_in(name, language), term))
            for name in FIELDS
            for term in terms
        ]
    )


def _phrase(language: str, phrase: Phrase) -> Match:
    if len(phrase) == 1:
        return _word(language, phrase[0])
    stems: list[str | tuple[int, str]] = [
        terms[0] for terms in phrase
    ]  # bare: all spellings have it
    return _best(
        [(name, Match.phrase_query(SCHEMA, field_in(name, language), stems)) for name in FIELDS]
    )


def _best(by_field: list[tuple[str, Match]]) -> Match:
    weighed = [Match.boost_query(match, WEIGHTS[name]) for name, match in by_field]
    return Match.disjunction_max_query(weighed, ELSEWHERE)
