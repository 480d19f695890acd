"""Reading the index that answers, as it is at each question.

A document that is replaced between two questions is given as it is at the second; one that is
gone by then makes the whole reading begin again. So does an index that is behind the position it
was taken to have passed: each answer brings its own along, for the next reading to go by.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from backend.search.contract import Counts, Order, Position, Sought, Stored, Top, W
from backend.search.counting import counting, counts_in
from backend.search.indexed import restored
from backend.search.matches import Match

from .generations import position_in
from .rows import ADDRESS, POSITION
from .translating import translate

SORTED_BY = {Order.DATE: "rank", Order.ACTIVITY: "active"}
COLUMNS = {
    Order.RELEVANCE: ("_score", "rank", "weight", ADDRESS),
    Order.DATE: ("rank", ADDRESS),
    Order.ACTIVITY: ("active", "rank", ADDRESS),
}
"""By which hits are sorted, and which come along: in far less time than fields of them."""
AT_ONCE = 8  # searches in one request
WHERE_IT_STANDS = {"query": {"ids": {"values": [POSITION]}}}


class Vanished(Exception):
    """What was found a moment ago is not there any more."""


@dataclass
class Seen:
    """The position that the last answer came with."""

    position: Position | None = None


class ElasticReader:
    """What finding asks of the cluster."""

    def __init__(
        self,
        client: Elasticsearch,
        alias: str,
        seen: Seen,
        ask: Callable[[], Position | None],
    ) -> None:
        self._client = client
        self._alias = alias
        self._seen = seen
        self._ask = ask
        self._passed: Position | None = None  # what every answer from here on must have passed

    def best(self, match: Match, most: int, order: Order, facets: Sequence[str] = ()) -> Top:
        """Count all that match, by some facets too, and give the best or newest of them."""
        return self.best_of_each([Sought(match, most, order, facets)])[0]

    def best_of_each(self, several: Sequence[Sought]) -> Sequence[Top]:
        """Give what `best` gives, of each: as many in one request as are answered in time."""
        tops: list[Top] = []
        for at in range(0, len(several), AT_ONCE):
            some = several[at : at + AT_ONCE]
            told = self._answers([_body(each) for each in some])
            tops += [_top(each, answer) for each, answer in zip(some, told, strict=True)]
        return tops

    def stored(self, addresses: Sequence[Any]) -> Sequence[Stored]:
        """Give documents as they were put in."""
        if not addresses:
            return []
        told = self._client.mget(
            index=self._alias, ids=list(addresses), realtime=False, preference=self._alias
        )
        if not all(each.get("found") for each in told["docs"]):
            raise Vanished
        return [restored(each["_source"]["stored"]) for each in told["docs"]]

    def reached(self, enough: int) -> Position | None:
        """Go by the last answer, if that will do."""
        seen = self._seen.position
        self._passed = seen if seen and seen.entry >= enough else self._ask()
        return self._passed

    def kept(self, _name: Hashable, make: Callable[[], W]) -> W:
        """Make it: another state may answer each time, and what it counts it keeps itself."""
        return make()

    def counts(self, match: Match, facets: Sequence[str]) -> Counts:
        """Count what matches by the values of some facets."""
        if not facets:
            return {}
        asked = Search().extra(size=0, track_total_hits=False)
        (told,) = self._answers([_said(asked, match, facets)])
        return counts_in(told["aggregations"], facets)

    def _answers(self, bodies: Sequence[dict[str, Any]]) -> list[Any]:
        """Ask one and the same copy of the index, so that scores do not change between pages."""
        if self._passed is None and len(bodies) == 1:
            (body,) = bodies
            return [self._client.search(index=self._alias, preference=self._alias, body=body)]
        copy = {"preference": self._alias}
        told = self._client.msearch(
            index=self._alias,
            searches=[each for body in (WHERE_IT_STANDS, *bodies) for each in (copy, body)],
            max_concurrent_searches=1,  # the position first: what is found may only be newer
        )
        for each in told["responses"]:
            if "error" in each:
                kind, meta = HTTP_EXCEPTIONS.get(each["status"], ApiError), told.meta
                raise kind(each["error"]["type"], replace(meta, status=each["status"]), each)
        first, *answers = list(told["responses"])
        positions = [position_in(hit) for hit in first["hits"]["hits"]]
        self._seen.position = here = positions[0] if len(positions) == 1 else None
        if self._passed and (here is None or here.entry < self._passed.entry):
            raise Vanished
        return answers


def _body(asked: Sought) -> dict[str, Any]:
    search = Search().extra(size=asked.most, track_total_hits=True, stored_fields="_none_")
    search = search.sort(*({name: {"order": "desc"}} for name in COLUMNS[asked.order]))
    return _said(search, asked.match, asked.facets)


def _said(search: Search[Any], match: Match, facets: Sequence[str]) -> dict[str, Any]:
    return search.to_dict() | {"query": translate(match), "aggs": counting(facets)}


def _top(asked: Sought, told: Any) -> Top:
    hits, names = told["hits"]["hits"], COLUMNS[asked.order]
    columns = [*zip(*(hit["sort"] for hit in hits), strict=True)] or [()] * len(names)
    given = dict(zip(names, columns, strict=True))
    moment = SORTED_BY.get(asked.order)
    return Top(
        told["hits"]["total"]["value"],
        () if moment else given["_score"],
        given["rank"],
        given[moment] if moment else (),
        () if moment else given["weight"],
        given[ADDRESS],
        counts_in(told.get("aggregations", {}), asked.facets),
    )
