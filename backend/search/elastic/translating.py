"""A tree of matches as Elasticsearch asks it: built from terms, so that no sign is ever syntax."""

from __future__ import annotations

from functools import singledispatch

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


@singledispatch
def translate(match: matches.Match) -> Query:
    """Say the same in Elasticsearch's words."""
    raise NotImplementedError(match)


@translate.register
def _word(match: matches.Word) -> Query:
    return Term(match.field, {"value": match.term, "boost": SATURATION})


@translate.register
def _phrase(match: matches.Phrase) -> Query:
    told = {"query": " ".join(match.terms), "analyzer": "whitespace", "boost": SATURATION}
    return MatchPhrase(match.field, told)


@translate.register
def _similar(match: matches.Similar) -> Query:
    told = {"value": match.term, "fuzziness": match.edits, "rewrite": "constant_score"}
    return Fuzzy(match.field, told)


@translate.register
def _begins(match: matches.Begins) -> Query:
    return Prefix(match.field, {"value": match.beginning})


@translate.register
def _one_of(match: matches.OneOf) -> Query:
    return Terms(match.field, list(match.values))


@translate.register
def _between(match: matches.Between) -> Query:
    bounds = {"gte": match.least, "lt": match.limit}
    return Range(match.field, {name: value for name, value in bounds.items() if value is not None})


@translate.register
def _everything(_match: matches.Everything) -> Query:
    return MatchAll()


@translate.register
def _both(match: matches.Both) -> Query:
    return Bool(
        must=[translate(each) for each in match.must if not _is_condition(each)],
        filter=[translate(each.match) for each in match.must if _is_condition(each)],
        must_not=[translate(each) for each in match.without],
        should=[translate(each) for each in match.perhaps],
    )


def _is_condition(match: matches.Match) -> bool:
    return isinstance(match, matches.Worth) and not match.score


@translate.register
def _at_least(match: matches.AtLeast) -> Query:
    if not match.matches:
        return MatchNone()  # a Bool of nothing would match everything
    should = [translate(each) for each in match.matches]
    return Bool(should=should, minimum_should_match=match.needed)


@translate.register
def _best(match: matches.Best) -> Query:
    return DisMax(queries=[translate(each) for each in match.matches], tie_breaker=match.others)


@translate.register
def _times(match: matches.Times) -> Query:
    return Bool(must=[translate(match.match)], boost=match.factor)


@translate.register
def _worth(match: matches.Worth) -> Query:
    return ConstantScore(filter=translate(match.match), boost=match.score)
