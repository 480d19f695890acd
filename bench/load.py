"""Load: servers asked over four connections that stay open, by wrk, in turns.

A round asks each of them for a while, one after the other, so that whatever else the machine does
meets them alike; the median of the rounds counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from .servers import RAW, Served

CONNECTIONS = 4
ASKER = Path(__file__).with_name("asker.lua")
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Question:
    """A request as it is sent to all of them."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Rate:
    """Answers in a second, in each round."""

    served: Served
    rounds: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


def compare(servers: Sequence[Served], question: Question) -> dict[str, int]:
    """Make sure that they answer alike; give the length of each one's answer, by its address."""
    first, *others = [(each, each.ask(question.body, question.headers)) for each in servers]
    told = orjson.loads(first[1])
    _check(not told.get("errors") and told["data"], first[0], first[1])
    for each, answer in others:
        _check(orjson.loads(answer)["data"] == told["data"], each, answer)
        # Ours says besides what it cost.
        _check(each.way.side != RAW or first[1].startswith(answer[:-1]), each, answer)
    return {each.url: len(answer) for each, answer in [first, *others]}


def _check(alike: Any, server: Served, answer: bytes) -> None:
    if not alike:
        raise SystemExit(f"{server.way.side} ({server.way.name}) answers: {answer[:2_000]!r}")


def rates(
    servers: Sequence[Served], question: Question, *, rounds: int, seconds: int
) -> list[Rate]:
    """Ask each in every round, after one that only warms them."""
    lengths = compare(servers, question)
    with tempfile.NamedTemporaryFile() as body:
        body.write(question.body)
        body.flush()
        headers = "".join(f"{name}: {value}\n" for name, value in question.headers.items())
        asked = {"BODY": body.name, "HEADERS": headers}
        for each in servers:
            _rate(each, asked, lengths, 1)
        found: list[list[float]] = [[] for _ in servers]
        for _round in range(rounds):
            for each, times in zip(servers, found, strict=True):
                times.append(_rate(each, asked, lengths, seconds))
    for each, times in zip(servers, found, strict=True):
        if not statistics.median(times):
            raise SystemExit(f"{each.way.side} answers nothing in {seconds} s: try --seconds.")
    return [Rate(each, times) for each, times in zip(servers, found, strict=True)]


def _rate(
    server: Served, asked: Mapping[str, str], lengths: Mapping[str, int], seconds: int
) -> float:
    wrk = f"wrk -t1 -c{CONNECTIONS} -d{seconds}s --timeout 20s -s {ASKER} {server.url}"
    done = subprocess.run(  # noqa: S603 - what it runs is written here
        wrk.split(),
        env={**os.environ, **asked, "LENGTH": str(lengths[server.url])},
        capture_output=True,
        text=True,
        check=True,
    )
    requests, microseconds, bad = map(int, done.stdout.rpartition("result ")[2].split())
    if bad:
        raise SystemExit(f"{server.way.side} ({server.way.name}): {bad} of {requests} went wrong.")
    return requests / microseconds * 1_000_000
