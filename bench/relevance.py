"""How well each engine answers the relevance set of `tests/search`, and how alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.search.contract import Seeker
from backend.search.engine import Engine
from tests.search.measures import mean, ndcg_at, overlap, recall_at
from tests.search.ranking import EVERYBODY, Ranking, document_of, rank
from tests.search.relevance import texts, wanted

from .peers import Peer
from .printing import say

NDCG, RECALL, OVERLAP = 0.85, 0.95, 0.8


def compare(engines: Mapping[str, Engine], peers: Sequence[Peer]) -> list[str]:
    """Print what each finds of what is looked for; give the goals that are missed."""
    ours = {name: rank(engine) for name, engine in engines.items()}
    _by_what_is_tried(ours | {peer.name: _asked(peer) for peer in peers})
    missed = [
        f"{name}: {measure} is {value:.3f}, and not {goal}"
        for name, ranking in ours.items()
        for measure, value, goal in (
            ("nDCG@10", ranking.ndcg, NDCG),
            ("recall@20", ranking.recall, RECALL),
        )
        if value < goal
    ]
    if len(ours) > 1:
        one, other = (ranking.found for ranking in ours.values())
        shared = overlap(one, other)
        say(f"\nThe top tens of {' and '.join(ours)} overlap by {shared:.3f}.")
        missed += [f"the top tens overlap by {shared:.3f}, and not {OVERLAP}"] * (shared < OVERLAP)
    return missed


def _asked(peer: Peer) -> Ranking:
    key_of = {str(document_of(text).key): text.key for text in texts()}
    peer.fill(map(document_of, texts()))
    answers = [peer.ask(each.query, Seeker(EVERYBODY)) for each in wanted()]
    return Ranking([[key_of[key] for key in answer.keys] for answer in answers])


def _by_what_is_tried(rankings: Mapping[str, Ranking]) -> None:
    """Print nDCG@10 and recall@20 by what the queries try, and of all."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(wanted()):
        rows[each.tries].append(number)
        rows["all"].append(number)
    say(
        f"\n{'nDCG@10 / recall@20':<20}{'queries':>8}"
        + "".join(f"{name:>{_width(name)}}" for name in rankings)
    )
    for tried in [*sorted(rows.keys() - {"all"}), "all"]:
        cells = "".join(
            f"{_cell(ranking, rows[tried]):>{_width(name)}}" for name, ranking in rankings.items()
        )
        say(f"{tried:<20}{len(rows[tried]):>8}{cells}")


def _width(name: str) -> int:
    return max(16, len(name) + 2)


def _cell(ranking: Ranking, numbers: Sequence[int]) -> str:
    pairs = [ranking.pairs()[number] for number in numbers]
    ndcg = mean([ndcg_at(10, keys, each.grades) for keys, each in pairs])
    return f"{ndcg:.3f} / {mean([recall_at(20, keys, each.grades) for keys, each in pairs]):.3f}"
