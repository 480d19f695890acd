"""Each engine answers the relevance set well, and both answer it alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from backend.search.engines import make_engine
from tests.engines import ENGINES, address, remove_indexes

from .measures import overlap
from .ranking import Ranking, rank

NDCG, RECALL = 0.85, 0.95  # nDCG@10 and recall@20 that a network's search must reach
OVERLAP = 0.8  # of the two engines' top tens


@pytest.fixture(scope="module", autouse=True)
def _clean() -> Iterator[None]:
    yield
    remove_indexes()


@pytest.fixture(scope="module")
def ranking_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ranking]:
    """Ask an engine everything, once."""

    @cache
    def ranked(name: str) -> Ranking:
        engine = make_engine(address(name, tmp_path_factory.mktemp(name)))
        ranking = rank(engine)
        engine.close()
        return ranking

    return ranked


@pytest.mark.parametrize("name", ENGINES)
def test_what_was_looked_for_comes_first_and_whole(ranking_of, name):
    ranking = ranking_of(name)

    assert ranking.ndcg >= NDCG
    assert ranking.recall >= RECALL


@pytest.mark.services
def test_both_engines_find_the_same_first(ranking_of):
    one, other = ranking_of("tantivy"), ranking_of("elasticsearch")

    assert overlap(one.found, other.found) >= OVERLAP
