"""A tree of matches as tantivy asks it: built from terms, so that no sign is ever syntax."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tantivy import FieldType, Occur
from tantivy import Query as Match

from backend.search import matches
from backend.search.matching import words_by

from .rows import SCHEMA

MOST_TERMS = 200
"""Values that are looked up one by one, only where something else matches; a set of more is
gathered first, all documents that have any of them."""


def translate(match: matches.Match) -> Match:
    """Say the same in tantivy's words."""
    return TRANSLATIONS[type(match)](match)


def _word(match: matches.Word) -> Match:
    return Match.term_query(SCHEMA, match.field, match.term)


def _phrase(match: matches.Phrase) -> Match:
    return Match.phrase_query(SCHEMA, match.field, list(match.terms))


def _similar(match: matches.Similar) -> Match:
    return Match.fuzzy_term_query(SCHEMA, match.field, match.term, match.edits)


def _begins(match: matches.Begins) -> Match:
    return Match.fuzzy_term_query(SCHEMA, match.field, match.beginning, 0, prefix=True)


def _one_of(match: matches.OneOf) -> Match:
    if len(match.values) > MOST_TERMS:
        return Match.term_set_query(SCHEMA, match.field, match.values)
    terms = (Match.term_query(SCHEMA, match.field, value, "basic") for value in match.values)
    return Match.boolean_query([(Occur.Should, term) for term in terms])


def _between(match: matches.Between) -> Match:
    return Match.range_query(
        SCHEMA,
        match.field,
        FieldType.Unsigned,
        match.least,
        match.limit,
        include_upper=match.limit is None,
    )


def _everything(_match: matches.Everything) -> Match:
    return Match.all_query()


def _both(match: matches.Both) -> Match:
    clauses = [(Occur.Must, translate(each)) for each in match.must]
    clauses += [(Occur.MustNot, translate(each)) for each in match.without]
    clauses += [(Occur.Should, translate(each)) for each in match.perhaps]
    return Match.boolean_query(clauses)


def _at_least(match: matches.AtLeast) -> Match:
    clauses = [(Occur.Should, translate(each)) for each in match.matches]
    return Match.boolean_query(clauses, match.needed)


def _best(match: matches.Best) -> Match:
    return Match.disjunction_max_query([translate(each) for each in match.matches], match.others)


def _times(match: matches.Times) -> Match:
    return Match.boost_query(translate(match.match), match.factor)


def _worth(match: matches.Worth) -> Match:
    return _condition(match) if not match.score else _constantly(match)


def _constantly(match: matches.Worth) -> Match:
    return Match.const_score_query(translate(match.match), match.score)


def _times_worth(match: matches.TimesWorth) -> Match:
    return translate(match.match)  # no score of tantivy's holds a number of the document


_condition = lru_cache(maxsize=256)(_constantly)  # whom it is for is asked several times a search


TRANSLATIONS: dict[type[matches.Match], Callable[[Any], Match]] = {
    matches.Word: _word,
    matches.Anywhere: words_by(translate),
    matches.Phrase: _phrase,
    matches.Similar: _similar,
    matches.Begins: _begins,
    matches.OneOf: _one_of,
    matches.Between: _between,
    matches.Everything: _everything,
    matches.Both: _both,
    matches.AtLeast: _at_least,
    matches.Best: _best,
    matches.Times: _times,
    matches.Worth: _worth,
    matches.TimesWorth: _times_worth,
}
