"""Reading the index that answers, as it is at each question.

A document that is replaced between two questions is given as it is at the second; one that is
gone by then makes the whole reading begin again. So does an index that is behind the position it
was taken to have passed: each answer brings its own along, for the next reading to go by.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import A, Search
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from backend.search.contract import Order, Position, Stored, Top, W
from backend.search.fields import facet
from backend.search.indexed import restored
from backend.search.matches import Match

from .generations import position_in
from .rows import ADDRESS, POSITION
from .translating import translate

MOST_VALUES = 1000  # of one facet that are counted
SORTED_BY = {Order.DATE: "rank", Order.ACTIVITY: "active"}


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

    def best(self, match: Match, most: int, order: Order) -> Top:
        """Count all that match, and give the best or newest of them."""
        sorted_by = SORTED_BY.get(order)
        wanted = ["rank", sorted_by or "weight", ADDRESS]
        asked = Search().extra(size=most, track_total_hits=True, docvalue_fields=[*{*wanted}])
        asked = asked.extra(stored_fields="_none_")  # what is stored takes long to unpack
        told = self._answer(match, asked.sort(f"-{sorted_by}") if sorted_by else asked)["hits"]
        hits = told["hits"]
        ranks, numbers, addresses = ([hit["fields"][name][0] for hit in hits] for name in wanted)
        scores = [] if sorted_by else [hit["_score"] for hit in hits]
        moments, weights = (numbers, []) if sorted_by else ([], numbers)
        return Top(told["total"]["value"], scores, ranks, moments, weights, addresses)

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

    def counts(self, match: Match, facets: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Count what matches by the values of some facets."""
        if not facets:
            return {}
        asked = Search().extra(size=0, track_total_hits=False)
        for name in facets:
            counted = A("terms", field=facet(name), size=MOST_VALUES, shard_size=10_000)
            asked.aggs.bucket(name, counted)
        told = self._answer(match, asked)["aggregations"]
        return {
            name: {each["key"]: each["doc_count"] for each in told[name]["buckets"]}
            for name in facets
        }

    def _answer(self, match: Match, asked: Search[Any]) -> Any:
        """Ask one and the same copy of the index, so that scores do not change between pages."""
        body = asked.to_dict() | {"query": translate(match)}
        if self._passed is None:
            return self._client.search(index=self._alias, preference=self._alias, body=body)
        copy = {"preference": self._alias}
        told = self._client.msearch(
            index=self._alias,
            searches=[copy, {"query": {"ids": {"values": [POSITION]}}}, copy, body],
            max_concurrent_searches=1,  # the position first: what is found may only be newer
        )
        for each in told["responses"]:
            if "error" in each:
                kind, meta = HTTP_EXCEPTIONS.get(each["status"], ApiError), told.meta
                raise kind(each["error"]["type"], replace(meta, status=each["status"]), each)
        first, answer = told["responses"]
        positions = [position_in(hit) for hit in first["hits"]["hits"]]
        self._seen.position = here = positions[0] if len(positions) == 1 else None
        if here is None or here.entry < self._passed.entry:
            raise Vanished
        return answer
