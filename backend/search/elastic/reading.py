"""Reading the index that answers, as it is at each question.

A document that is replaced between two questions is given as it is at the second; one that is
gone by then makes the whole reading begin again. So does an index that is behind the position it
was taken to have passed: once that is said, each answer brings its own along, as its first hit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from backend.search.contract import Counts, Order, Position
from backend.search.counting import counting, counts_in
from backend.search.fields import NUMBERS, TEXTS
from backend.search.indexed import restored
from backend.search.matches import Best, Both, Match, Worth, condition
from backend.search.sought import Counting, Likely, Sought, Stored, Top, W

from .rows import ADDRESS, POSITION, SHOWN, position_in, titled_in
from .seen import Seen, State
from .translating import translate

SORTED_BY = {Order.DATE: "rank", Order.ACTIVITY: "active"}
COLUMNS = {
    Order.RELEVANCE: ("_score", "rank", ADDRESS),
    Order.DATE: ("rank", ADDRESS),
    Order.ACTIVITY: ("active", "rank", ADDRESS),
}
"""By which hits are sorted, and which come along: in far less time than fields of them."""
TITLED = ("_score", "active", "rank", SHOWN, ADDRESS)
COLUMNS_ALONE = {"stored_fields": "_none_"}  # nothing of a document but its columns
AT_ONCE = 16  # searches in one request
BEFORE_ALL = 1e9  # a score that no document has
WHERE_IT_STANDS = {"ids": {"values": [POSITION]}}


def _frame(columns: Sequence[str]) -> dict[str, Any]:
    """Write a search by columns, the highest first; what has no such number comes before all."""
    missing = {name: {"missing": "_first"} for name in NUMBERS}
    sort = ({name: {"order": "desc", **missing.get(name, {})}} for name in columns)
    frame: dict[str, Any] = Search().extra(track_total_hits=True).sort(*sort).to_dict()
    return frame


FRAMES = {order: _frame(columns) for order, columns in COLUMNS.items()}
TITLES = {**_frame(TITLED), **COLUMNS_ALONE, "track_total_hits": False}
"""Made once, both: it takes longer than the rest of a question."""


class Vanished(Exception):
    """What was found a moment ago is not there any more."""


class ElasticReader:
    """What finding asks of the cluster."""

    orders: ClassVar = True

    def __init__(
        self,
        client: Elasticsearch,
        alias: str,
        seen: Seen,
        ask: Callable[[], State | None],
    ) -> None:
        self._client = client
        self._alias = alias
        self._seen = seen
        self._ask = ask
        self._passed: Position | None = None  # what every answer from here on must have passed
        self._state: State | None = None  # in which all was found so far
        self._is_mixed = False  # whether some was found in another

    def best(self, sought: Sought) -> Top:
        """Count all that match, by some facets too, and give the best or newest of them.

        One and the same copy of the index is asked, so that scores do not change between pages.
        """
        body, alias = self._body(sought), self._alias
        return self._taken(sought, self._client.search(index=alias, preference=alias, body=body))

    def best_of_each(self, several: Sequence[Sought]) -> Sequence[Top]:
        """Give what `best` gives, of each: as many in one request as are answered in time."""
        tops: list[Top] = []
        copy = {"preference": self._alias}
        for at in range(0, len(several), AT_ONCE):
            some = several[at : at + AT_ONCE]
            searches = [part for each in some for part in (copy, self._body(each))]
            told = self._client.msearch(index=self._alias, searches=searches)
            for sought, answer in zip(some, told["responses"], strict=True):
                if "error" in answer:
                    status = answer["status"]
                    kind, meta = HTTP_EXCEPTIONS.get(status, ApiError), told.meta
                    raise kind(answer["error"]["type"], replace(meta, status=status), answer)
                tops.append(self._taken(sought, answer))
        return tops

    def likeliest(
        self, choices: Iterable[Sequence[Match]], conditions: Sequence[Match], most: int
    ) -> Likely:
        """Give what is of the first choice of which there is anything, so many at most.

        All is asked for at once, what comes first for a higher score: to ask twice takes longer.
        """
        ways = [(choice, way) for choice, some in enumerate(choices) for way in some]
        worth = (Worth(way, len(ways) - at) for at, (_choice, way) in enumerate(ways))
        match = Both((Best(tuple(worth)), *conditions))
        body, alias = TITLES | self._whole(match, most), self._alias
        told = self._client.search(index=alias, preference=alias, body=body)
        hits = self._stripped(told)
        columns = [hit["sort"] for hit in hits]
        found = [ways[len(ways) - int(score)][0] for score, *_others in columns]
        first = found[0] if found else 0
        named = zip(found, columns, strict=True)
        titles = [titled_in(key, shown) for choice, (*_, shown, key) in named if choice == first]
        return Likely(first, titles)

    def stored(self, addresses: Sequence[Any]) -> Sequence[Stored]:
        """Give documents as they were put in."""
        if not addresses or isinstance(addresses[0], Mapping):  # they came along
            return list(map(restored, addresses))
        told = self._client.mget(
            index=self._alias, ids=list(addresses), realtime=False, preference=self._alias
        )
        if not all(each.get("found") for each in told["docs"]):
            self._seen.see(None)  # what is kept would name it again
            raise Vanished
        return [restored(each["_source"]["stored"]) for each in told["docs"]]

    def reached(self, enough: int) -> Position | None:
        """Go by the last answer, if that will do."""
        seen = self._seen.state
        if seen is None or seen.position.entry < enough:
            seen = self._now()
        self._passed = seen.position if seen else None
        return self._passed

    def kept(self, name: Hashable, make: Callable[[], W]) -> W:
        """Give what was made in the state that answers now, or make it.

        Which one does is asked where something is kept of the last one, and once a reading.
        """
        if not self._passed:
            return make()
        last = self._seen.kept_of(self._state or self._seen.state)
        found: W | None = last.find(name) if last else None
        if found is not None and self._state is None:
            self._stands_at(self._now())
            found = found if self._seen.kept_of(self._state) is last else None
        if found is not None:
            return found
        made = make()
        kept = None if self._is_mixed else self._seen.kept_of(self._state)
        if kept is not None:
            kept.keep(name, made)
        return made

    def counts(self, several: Sequence[Counting]) -> Counts:
        """Count what matches by the values of some facets: each is named once."""
        asked = [Sought(condition(each.match), 0, Order.RELEVANCE, each.facets) for each in several]
        tops = self.best_of_each(asked)
        return {name: values for top in tops for name, values in top.counts.items()}

    def _now(self) -> State | None:
        """Ask which state answers."""
        state = self._ask()
        self._seen.see(state)
        return state

    def _stands_at(self, state: State | None) -> None:
        """Go on with what was found in a state, unless it is behind."""
        if state is None or (self._passed and state.position.entry < self._passed.entry):
            raise Vanished
        self._is_mixed = self._is_mixed or self._state not in (None, state)
        self._state = state

    def _body(self, sought: Sought) -> dict[str, Any]:
        whole = self._whole(sought.match, sought.most)
        told = {**whole, "aggs": counting(sought.facets)}
        return FRAMES[sought.order] | _told(sought.to_read) | told

    def _whole(self, match: Match, most: int) -> dict[str, Any]:
        """Ask for what matches, and for where the index stands if that has to be known."""
        query = translate(match)
        if self._passed:
            standing = {"constant_score": {"filter": WHERE_IT_STANDS, "boost": BEFORE_ALL}}
            query, most = {"bool": {"should": [query, standing]}}, max(most, 1) + 1
        return {"query": query, "size": most}

    def _stripped(self, told: Any) -> Sequence[Any]:
        """Give the hits of an answer, and note the state that it comes out of."""
        hits: Sequence[Any] = told["hits"]["hits"]
        if not self._passed:
            return hits
        here, *others = [position_in(hit["sort"][-1]) for hit in hits[:2]] or [None]
        # Two indexes would tell of two.
        state = State(hits[0]["_index"], here) if here and not any(others) else None
        self._seen.see(state)
        self._stands_at(state)
        return hits[1:]

    def _taken(self, sought: Sought, told: Any) -> Top:
        """Read an answer."""
        total = told["hits"]["total"]["value"] - bool(self._passed)
        return _top(sought, self._stripped(told), total, told.get("aggregations", {}))


def _told(texts: Sequence[str]) -> dict[str, Any]:
    """Say what is told of each document: nothing but its columns, or all without some texts."""
    if not texts:
        return COLUMNS_ALONE
    others = [f"stored.texts.{each}" for each in TEXTS if each not in texts]
    return {"_source": {"excludes": others}}


def _top(sought: Sought, hits: Sequence[Any], total: int, counted: Any) -> Top:
    names = COLUMNS[sought.order]
    columns = [*zip(*(hit["sort"] for hit in hits), strict=True)] or [()] * len(names)
    given = dict(zip(names, columns, strict=True))
    moment = SORTED_BY.get(sought.order)
    along = [hit["_source"]["stored"] for hit in hits] if sought.to_read else []
    return Top(
        total,
        given.get("_score", ()),
        given["rank"],
        given[moment] if moment else (),
        (),  # scores hold what they are worth
        along or given[ADDRESS],
        counts_in(counted, sought.facets),
        sum(len(text) for each in along for text in each["texts"].values()),
    )
