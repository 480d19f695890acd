"""A tree of matches as Elasticsearch asks it: built from terms, so that no sign is ever syntax.

Plain data: objects of ``elasticsearch.dsl`` for each node take longer to make than an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.search import matches
from backend.search.fields import THOUSAND
from backend.search.matching import words_by
from backend.search.pages import bound
from backend.search.placing import FRESHNESS, YEAR, this_hour

NEVER = 2**63 - 1  # no rank is beyond
SATURATION = 2.2  # the factor k1 + 1 of BM25, which Lucene leaves out and tantivy does not


def translate(match: matches.Match) -> dict[str, Any]:
    """Say the same in Elasticsearch's words."""
    return TRANSLATIONS[type(match)](match)


def _word(match: matches.Word) -> dict[str, Any]:
    return {"term": {match.field: {"value": match.term, "boost": SATURATION}}}


def _phrase(match: matches.Phrase) -> dict[str, Any]:
    told = {"query": " ".join(match.terms), "analyzer": "whitespace", "boost": SATURATION}
    return {"match_phrase": {match.field: told}}


def _similar(match: matches.Similar) -> dict[str, Any]:
    told = {"value": match.term, "fuzziness": match.edits, "rewrite": "constant_score"}
    return {"fuzzy": {match.field: told}}


def _begins(match: matches.Begins) -> dict[str, Any]:
    return {"prefix": {match.field: {"value": match.beginning}}}


def _one_of(match: matches.OneOf) -> dict[str, Any]:
    return {"terms": {match.field: match.values}}


def _between(match: matches.Between) -> dict[str, Any]:
    bounds = {"gte": match.least, "lt": match.limit}
    told = {name: value for name, value in bounds.items() if value is not None}
    return {"range": {match.field: told}}


def _everything(_match: matches.Everything) -> dict[str, Any]:
    return {"match_all": {}}


def _both(match: matches.Both) -> dict[str, Any]:
    must, conditions = [], []
    for each in match.must:
        if isinstance(each, matches.Worth) and not each.score:
            conditions.append(translate(each.match))
        else:
            must.append(translate(each))
    told = {
        "must": must,
        "filter": conditions,
        "must_not": [translate(each) for each in match.without],
        "should": [translate(each) for each in match.perhaps],
    }
    return {"bool": {name: clauses for name, clauses in told.items() if clauses}}


def _at_least(match: matches.AtLeast) -> dict[str, Any]:
    if not match.matches:
        return {"match_none": {}}  # a bool of nothing would match everything
    should = [translate(each) for each in match.matches]
    return {"bool": {"should": should, "minimum_should_match": match.needed}}


def _best(match: matches.Best) -> dict[str, Any]:
    queries = [translate(each) for each in match.matches]
    return {"dis_max": {"queries": queries, "tie_breaker": match.others}}


def _times(match: matches.Times) -> dict[str, Any]:
    return {"bool": {"must": [translate(match.match)], "boost": match.factor}}


def _worth(match: matches.Worth) -> dict[str, Any]:
    return {"constant_score": {"filter": translate(match.match), "boost": match.score}}


def _times_worth(match: matches.TimesWorth) -> dict[str, Any]:
    """Multiply by what `placing.py` gives: a document's weight, and its freshness."""
    now = bound(this_hour())
    # Ages are told as distances from the end of time, so that what is to come has none.
    age = {"origin": NEVER, "offset": NEVER - now, "scale": YEAR, "decay": 0.5}
    fresh = [{"weight": 1}, {"weight": FRESHNESS, "exp": {"rank": age}}]
    dated = _multiplied(translate(match.match), functions=fresh, score_mode="sum")
    return _multiplied(dated, field_value_factor={"field": "weight", "factor": 1 / THOUSAND})


def _multiplied(query: dict[str, Any], **by: Any) -> dict[str, Any]:
    return {"function_score": {"query": query, "boost_mode": "multiply", **by}}


TRANSLATIONS: dict[type[matches.Match], Callable[[Any], dict[str, Any]]] = {
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
