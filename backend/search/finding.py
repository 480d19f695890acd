"""Finding, the same on every engine: a question becomes a page of hits, with what shows why.

What has all the words is found, counted, and comes first. Where that is little, what has most of
them follows, uncounted: so whoever sees more is never told of less. When hardly anything has all
of them, words that hardly anybody wrote are read as those that they may be meant for, too.

Hits come in one total order, so that pages fit together. An engine that orders equal hits by where
they lie in its files, which changes with every merge, is asked for all of the first thousand; so
is every engine behind a cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeAlias

from backend.kept import Weighed

from .analysis import ANALYSES
from .answers import Answer, Looked, Shown
from .contract import DEEPEST, Counts, Found, Hit, Order, Query, T
from .correcting import RARE, Correction, correction
from .fields import TEXTS
from .highlights import highlight
from .marking import Marker
from .matches import Both, Match, condition
from .matching import ALL_WORDS, narrowed, none_of
from .pages import Cursor, Width
from .placing import in_order, this_hour
from .refusals import NothingAsked
from .sought import Counting, Reader, Sought
from .understood import Understood, understood

Narrowed: TypeAlias = tuple[tuple[Match, ...], tuple[str, ...]]  # conditions, facets

LARGEST_PAGE = 100
OF_WORD, OF_NAME, OF_VALUE = 3_000, 100, 200  # bytes, as kept
OF_HIT, OF_PLACE, OF_SHOWN = 60, 250, 1_500  # the same
MOST_UNSURE = 2_000  # documents that no word is learnt from: of more, nothing is corrected
ENOUGH = 20  # hits with all words, beside which nobody needs those with fewer


def find(reader: Reader, query: Query) -> Found:
    """Answer a question."""
    question = understood(query.text)
    if not is_asked(query, question):
        raise NothingAsked
    cursor = None if query.after is None else Cursor.read(query.after)
    conditions = narrowed(query)
    answer = _look(reader, query, conditions, question, cursor.width if cursor else None)
    top, places = answer.shown.top, answer.shown.places
    begin = cursor.next_in(places) if cursor else 0
    end = min(begin + _size(query), len(top.ranks))
    return Found(
        _hits(reader, query, answer, begin, end),
        answer.strictly.top.total,
        has_next=top.total > end,
        is_loose=answer.is_loose,
        did_you_mean=answer.did_you_mean,
        facets=_facets(reader, query, answer),
    )


def _size(query: Query) -> int:
    return min(max(query.first, 0), LARGEST_PAGE)


def is_asked(query: Query, question: Understood) -> bool:
    """Whether something is looked for: by words, or by what narrows, and words that do without."""
    named = query.kinds or query.filters or query.since or query.until or query.unlike
    return bool(question or (named and (question.questions or not query.text.strip())))


def _look(
    reader: Reader,
    query: Query,
    conditions: tuple[Match, ...],
    question: Understood,
    behind: Width | None,
) -> Answer:
    """Look for all the words, then for what may be meant, then for most of them.

    Behind a page it is looked for as it was for that page, however much there is by now.
    """
    meant = None
    facets = tuple(name for name in query.facets if not _is_narrowed_by(query, name))
    strictly = _best(reader, query, conditions, question, facets)
    if query.exact:
        return Answer(strictly, None, question, None)
    enough = ENOUGH if query.order is Order.RELEVANCE else 1  # by time, the others would mingle
    number = strictly.top.total
    goes_on = behind is Width.FORGIVING
    forgives = goes_on or not number or (behind is None and number <= min(RARE, enough - 1))
    if question and forgives:
        meant = _meant(reader, query, conditions, question, number, goes_on=goes_on)
        if meant:
            question = meant.question
        if meant and not number:
            strictly = _best(reader, query, conditions, question, facets)
    if (behind or strictly.top.total < enough) and question.can_widen:
        wide = _best(reader, query, conditions, question, widely=True)
        return Answer(strictly, wide, question, meant)
    return Answer(strictly, None, question, meant)


def _is_narrowed_by(query: Query, facet: str) -> bool:
    return facet in query.filters or (facet == "kind" and bool(query.kinds))


def _best(
    reader: Reader,
    query: Query,
    conditions: tuple[Match, ...],
    question: Understood,
    facets: tuple[str, ...] = (),
    *,
    widely: bool = False,
) -> Looked:
    match = Both((question.widely if widely else question.strictly, *conditions))
    order = query.order if question or query.order is Order.ACTIVITY else Order.DATE
    # Behind a cursor all are looked through for where it stands.
    most = DEEPEST if query.after else max(1, _size(query))
    is_page = reader.orders and not query.after
    sought = Sought(match, most if is_page else DEEPEST, order, facets, TEXTS if is_page else ())
    hour = this_hour()
    # Scores hold the hour where the engine orders, and then other hits may come first.
    name = (_best, question, widely, conditions, order, sought.most, reader.orders and hour)
    top = _kept(
        reader,
        query,
        name,
        lambda: reader.best(sought),
        lambda top: OF_HIT * len(top.ranks) + 2 * top.along + _weight_of(top.counts),
    )
    if query.after or reader.orders:
        return Looked(top, in_order(top, order, most, hour), name)
    places = _kept(
        reader,
        query,
        (in_order, name, most, hour),
        lambda: in_order(top, order, most, hour),
        lambda places: OF_PLACE * len(places),
    )
    return Looked(top, places, name)


def _meant(
    reader: Reader,
    query: Query,
    conditions: tuple[Match, ...],
    question: Understood,
    number: int,
    *,
    goes_on: bool,
) -> Correction | None:
    if len(query.unsure) > MOST_UNSURE:
        return None
    if query.unsure:  # no word is learnt from what may say something else by now
        conditions = (*conditions, condition(none_of(query.unsure)))
    return _kept(
        reader,
        query,
        (_meant, question, query.text, conditions, goes_on),
        lambda: correction(reader, query.text, conditions, question, number, goes_on=goes_on),
    )


def _hits(reader: Reader, query: Query, answer: Answer, begin: int, end: int) -> tuple[Hit, ...]:
    """Give a page of hits."""
    places, width = answer.shown.places, answer.width
    shown = places[begin:end]

    def show() -> Sequence[Shown]:
        addresses = answer.shown.top.addresses
        return _shown(reader, answer.question, [addresses[at] for *_place, at in shown])

    if query.exact:  # asked to compare, page by page, and not to be looked at
        found = show()
    else:
        name = (_shown, answer.shown.name, tuple(rank for _score, _then, rank, _at in shown))
        found = _kept(reader, query, name, show, lambda made: OF_SHOWN * len(made))
    return tuple(
        Hit(
            each.kind,
            each.id,
            place[0],
            each.highlight,
            str(Cursor.at(places, at, width)),
            each.link,
            answer.is_loose or (bool(width) and place[0] < ALL_WORDS),
        )
        for at, (each, place) in enumerate(zip(found, shown, strict=True), begin)
    )


def _shown(reader: Reader, question: Understood, addresses: Sequence[Any]) -> Sequence[Shown]:
    """Read what was found, and show where it has the words."""
    markers = {
        language: Marker(ANALYSES[language], wanted) for language, wanted in question.wanted.items()
    }
    return [
        Shown(each.kind, each.id, highlight(each.texts, markers[each.language]), each.link)
        for each in reader.stored(addresses)
    ]


def _facets(reader: Reader, query: Query, answer: Answer) -> Counts:
    """Give what has all the words, each facet as if the question were not narrowed by it."""
    found = answer.strictly.top
    counts = dict(found.counts)
    own = [name for name in query.facets if _is_narrowed_by(query, name)]
    others = tuple(name for name in query.facets if name not in own and name not in counts)
    asked: list[Narrowed] = [(narrowed(query, but=name), (name,)) for name in own]
    if others and found.total:  # what was found was kept without their counts
        asked.append((narrowed(query), others))
    if asked:
        counted = answer.question.before or answer.question
        counts |= _counts(reader, query, counted, tuple(asked))
    return {name: counts.get(name, ()) for name in query.facets}


def _counts(
    reader: Reader,
    query: Query,
    question: Understood,
    asked: tuple[Narrowed, ...],
) -> Counts:
    def count() -> Counts:
        words = question.strictly
        return reader.counts([Counting(Both((words, *some)), names) for some, names in asked])

    def weight(counts: Counts) -> int:
        return _weight_of(counts) + _weight(query) * (len(asked) - 1)

    return _kept(reader, query, (_counts, question, asked), count, weight)


def _kept(
    reader: Reader,
    query: Query,
    name: Hashable,
    make: Callable[[], T],
    weight: Callable[[T], int] = lambda _made: 0,
) -> T:
    """Give what the index was asked before, in this state and for whoever may find the same."""

    def made() -> Weighed[T]:
        value = make()
        return Weighed(value, _weight(query) + weight(value))

    return reader.kept(name, made).value


def _weight(query: Query) -> int:
    """Say about how many bytes a question takes: its words in each language, all names in it."""
    documents = (query.without, query.unsure, query.keys or ())
    named = (query.audiences, *documents, *query.filters.values())
    besides = (values for _name, values in (*query.besides, *query.unlike))
    names = sum(map(len, (*named, *besides)))
    return OF_WORD * (1 + len(query.text.split())) + OF_NAME * names


def _weight_of(counts: Counts) -> int:
    return OF_VALUE * sum(map(len, counts.values()))
