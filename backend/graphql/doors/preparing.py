"""From what was asked to an operation that may run: its document found, its limits kept, paid."""

from __future__ import annotations

from backend.graphql.documents import Prepared, Rejected

from .answers import Told
from .asking import Asked
from .budgets import Account
from .callers import documents
from .persisted import keep, text_of

REQUEST = 10  # points of any request, besides what it costs
REFUSED = 100  # of one that is refused: to read it took its time


def prepare(asked: Asked, account: Account) -> Prepared:
    """Make an operation ready to run; raises `Rejected`, or `TooFast`."""
    try:
        text = text_of(asked)
        prepared = documents().prepare(text, asked.operation_name, asked.variables)
    except Rejected:
        account.spend(REFUSED, alone=True)
        raise
    keep(asked)
    account.spend(REQUEST + prepared.cost)
    return prepared


def told_cost(prepared: Prepared, account: Account) -> Told:
    """Say what an operation costs, and what can be spent still."""
    cost = {"requested": prepared.cost, "allowed": documents().limits.cost}
    left = account.left
    return {"cost": cost if left is None else {**cost, "left": left}}
