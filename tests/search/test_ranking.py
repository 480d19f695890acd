"""Each engine answers the relevance set well, and both answer it alike."""

from __future__ import annotations

import pytest

from backend.search.engines import make_engine

from .ranking import rank

NDCG, RECALL = 0.85, 0.95  # nDCG@10 and recall@20 that a network's search must reach


@pytest.mark.parametrize("url", ["tantivy://{folder}"])
def test_what_was_looked_for_comes_first_and_whole(url, tmp_path):
    engine = make_engine(url.format(folder=tmp_path))

    ranking = rank(engine)
    engine.close()

    assert ranking.ndcg >= NDCG
    assert ranking.recall >= RECALL
