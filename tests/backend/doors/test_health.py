"""/health of the whole product: what it tells, by which status, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.journal.following import configured

from .conftest import Server
from .talking import eventually, talk

FOLLOWERS = {follower.name for follower in configured()}


@pytest.fixture
def product(serve: Callable[..., Server]) -> Server:
    """The product itself, instead of the small site."""
    return serve(DJANGO_SETTINGS_MODULE="config.settings")


def health(server: Server) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(f"{server.url}/health")
    return answer.status_code, answer.json()


def test_all_is_well(product: Server) -> None:
    eventually(lambda: set(health(product)[1]["followers"]) == FOLLOWERS)
    eventually(lambda: health(product)[1]["search"] == "ok")

    followed = {"lag": 0, "failures": 0, "error": None}
    with talk(product):
        assert health(product) == (
            200,
            {
                "status": "ok",
                "database": "ok",
                "search": "ok",
                "set_aside": 0,
                "followers": dict.fromkeys(FOLLOWERS, followed),
                "live": {"lag": 0, "sockets": 1},
            },
        )


def test_a_follower_that_keeps_failing_shows_and_people_are_served(product: Server) -> None:
    eventually(lambda: set(health(product)[1]["followers"]) == FOLLOWERS)
    with product.database() as database:
        database.execute("UPDATE journal_cursor SET failures = 9, error = 'X' WHERE name = 'mail'")

    status, told = health(product)

    assert (status, told["status"]) == (200, "degraded")
    assert told["followers"]["mail"] == {"lag": 0, "failures": 9, "error": "X"}


def test_what_search_could_not_take_is_counted(product: Server) -> None:
    eventually(lambda: health(product)[1]["search"] == "ok")
    with product.database() as database:
        database.execute(
            "INSERT INTO search_setaside (kind, row, error, at)"
            " VALUES ('resource', '00000000000000000000000000000007', 'X', '2024-04-18')"
        )

    status, told = health(product)

    assert (status, told["status"], told["set_aside"]) == (200, "ok", 1)
    assert told["search"] == "incomplete"


def test_a_database_that_does_not_answer_is_503_and_told_without_details(product: Server) -> None:
    with product.database() as database:
        database.execute("ALTER TABLE journal_cursor RENAME TO gone")

        answer = httpx.get(f"{product.url}/health")

    assert answer.status_code == 503
    assert "no-store" in answer.headers["cache-control"]
    assert (answer.json()["status"], answer.json()["database"]) == ("failing", "failing")
    assert "journal_cursor" not in answer.text
