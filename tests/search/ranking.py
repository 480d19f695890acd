"""An engine, asked for everything that the relevance set wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.test import override_settings

from backend.search.contract import Document, Position, Query
from backend.search.engine import Engine
from backend.search.searching import search
from backend.search.synonyms import kept

from .measures import mean, ndcg_at, recall_at
from .relevance import Text, Wanted, texts, wanted

EVERYBODY = frozenset({"public"})
DRAFT = 0.6  # what a draft weighs, as in a network's index


@dataclass(frozen=True)
class Ranking:
    """What an engine found: for each query, in the set's order, the keys in theirs."""

    found: Sequence[Sequence[str]]

    @property
    def ndcg(self) -> float:
        """nDCG@10, the mean over all queries."""
        return mean([ndcg_at(10, keys, each.grades) for keys, each in self.pairs()])

    @property
    def recall(self) -> float:
        """Recall@20, the mean over all queries."""
        return mean([recall_at(20, keys, each.grades) for keys, each in self.pairs()])

    def pairs(self) -> list[tuple[Sequence[str], Wanted]]:
        return list(zip(self.found, wanted(), strict=True))


def document_of(text: Text) -> Document:
    """Turn a text into what an index takes."""
    return Document(
        kind=text.kind,
        id=text.id,
        audience="public",
        title=text.title,
        at=text.at,
        summary=text.summary,
        body=text.body,
        attachments=text.attachment,
        language=text.language,
        weight=DRAFT if text.status == "draft" else 1.0,
        filters=text.filters,
    )


def rank(engine: Engine) -> Ranking:
    """Fill an engine with the corpus, and ask it every query."""
    with engine.rebuild() as new:
        new.add(map(document_of, texts()))
        new.switch(Position(0))
    key_of = {text.id: text.key for text in texts()}
    with override_settings(SEARCH_SYNONYMS="tests.search.relevance.synonyms"):
        kept.forget()
        answers = [search(engine, Query(each.query, EVERYBODY)) for each in wanted()]
    kept.forget()
    return Ranking([[key_of[hit.id] for hit in answer.hits] for answer in answers])
