"""Reading together: what the fields of one position read from the database is read at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any, TypeAlias

from backend.statements import Reading, Reads, Row, read

from .batched import Values

Outcome: TypeAlias = "Sequence[Any] | Exception"


class Together:
    """Several batches, settled together."""

    def __init__(self, batches: Iterable[Values]) -> None:
        self.outcomes: list[Any] = list(batches)
        self._wanted: dict[int, Reading] = {}

    def settle(self) -> list[Outcome]:
        """Give the values of each, or what went wrong with it."""
        reads = {at: each for at, each in enumerate(self.outcomes) if isinstance(each, Generator)}
        for at, each in reads.items():
            self._go_on(at, each, None)
        while self._wanted:
            asked, self._wanted = self._wanted, {}
            for at, rows in zip(asked, _read(list(asked.values())), strict=True):
                self._go_on(at, reads[at], rows)
        return self.outcomes

    def _go_on(self, at: int, reads: Reads[Any], rows: list[Row] | Exception | None) -> None:
        if isinstance(rows, Exception):
            self.outcomes[at] = rows
            return
        try:
            self._wanted[at] = next(reads) if rows is None else reads.send(rows)
        except StopIteration as end:
            self.outcomes[at] = end.value
        except Exception as error:  # every error of a field is told at its place in the answer
            self.outcomes[at] = error


def _read(wanted: list[Reading]) -> Sequence[list[Row] | Exception]:
    try:
        return read(wanted)
    except Exception as error:  # of one of them: which, is found out one by one
        return [_read_alone(each) for each in wanted] if len(wanted) > 1 else [error]


def _read_alone(wanted: Reading) -> list[Row] | Exception:
    try:
        (rows,) = read([wanted])
    except Exception as error:  # as above
        return error
    return rows
