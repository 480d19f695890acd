"""A tree of matches as Elasticsearch asks it: built from terms, so that no sign is ever syntax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Fuzzy,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    Range,
    Term,
    Terms,
)

from backend.search import matches

SATURATION = 2.2  # the factor k1 + 1 of BM25, which Lucene leaves out and tantivy does not


def translate(match: matches.Match) -> Query:
    """Say the same in Elasticsearch's words."""
    return TRANSLATIONS[type(match)](match)


def _word(match: matches.Word) -> Query:
    return Term(match.field, {"value": match.term, "boost": SATURATION})


def _phrase(match: matches.Phrase) -> Query:
    told = {"query": " ".join(match.terms), "analyzer": "whitespace", "boost": SATURATION}
    return MatchPhrase(match.field, told)


def _similar(match: matches.Similar) -> Query:
    told = {"value": match.term, "fuzziness": match.edits, "rewrite": "constant_score"}
    return Fuzzy(match.field, told)


def _begins(match: matches.Begins) -> Query:
    return Prefix(match.field, {"value": match.beginning})


def _one_of(match: matches.OneOf) -> Query:
    return Terms(match.field, list(match.values))


def _between(match: matches.Between) -> Query:
    bounds = {"gte": match.least, "lt": match.limit}
    return Range(match.field, {name: value for name, value in bounds.items() if value is not None})


def _everything(_match: matches.Everything) -> Query:
    return MatchAll()


def _both(match: matches.Both) -> Query:
    told: dict[str, list[Query]] = {"must": [], "filter": []}
    for each in match.must:
        if isinstance(each, matches.Worth) and not each.score:
            told["filter"].append(translate(each.match))
        else:
            told["must"].append(translate(each))
    without = [translate(each) for each in match.without]
    return Bool(**told, must_not=without, should=[translate(each) for each in match.perhaps])


def _at_least(match: matches.AtLeast) -> Query:
    if not match.matches:
        return MatchNone()  # a Bool of nothing would match everything
    should = [translate(each) for each in match.matches]
    return Bool(should=should, minimum_should_match=match.needed)


def _best(match: matches.Best) -> Query:
    return DisMax(queries=[translate(each) for each in match.matches], tie_breaker=match.others)


def _times(match: matches.Times) -> Query:
    return Bool(must=[translate(match.match)], boost=match.factor)


def _worth(match: matches.Worth) -> Query:
    return ConstantScore(filter=translate(match.match), boost=match.score)


TRANSLATIONS: dict[type[matches.Match], Callable[[Any], Query]] = {
    matches.Word: _word,
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
}
