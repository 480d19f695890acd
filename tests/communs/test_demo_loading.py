"""Loading the demo network: once, wholly, and only where nobody else is; and `manage.py demo`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.journal.models import Entry
from communs.demo.content import table
from communs.demo.loading import OtherNetwork, counts, history, load
from communs.groups.models import Group
from communs.people.models import Person
from tests.processes import next_line

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("DEMO", "DATABASE_URL", "REDIS_URL", "SEARCH_URL", "EMAIL_URL", "PORT", "VAR")


class Interrupted(Exception):
    """What stops a load in the middle."""


@pytest.fixture
def demo(tmp_path):
    """Run `manage.py demo` in a folder of this test's own; whatever is left is ended."""
    started = []
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}

    def run(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - this very command
            [sys.executable, "manage.py", "demo", *arguments],
            cwd=ROOT,
            env=kept | {"VAR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.django_db
def test_a_second_load_changes_nothing():
    assert load() is True
    before = counts(), Entry.objects.count(), list(Group.objects.values())

    assert load() is False

    assert (counts(), Entry.objects.count(), list(Group.objects.values())) == before


@pytest.mark.django_db
def test_an_interrupted_load_leaves_nothing_and_the_next_one_is_whole():
    def interrupt(taken: int, total: int) -> None:
        if taken == total - 1:
            raise Interrupted

    with pytest.raises(Interrupted):
        load(interrupt)

    assert set(counts().values()) == {0}
    assert not Entry.objects.exists()
    assert load() is True
    assert counts()["membres"] == 30


@pytest.mark.django_db
def test_progress_is_told_step_by_step():
    told: list[tuple[int, int]] = []

    load(lambda taken, total: told.append((taken, total)))

    steps = len(history())
    assert told == [(number, steps) for number in range(1, steps + 1)]


@pytest.mark.django_db
def test_another_network_is_left_alone():
    Person.objects.create_user("somebody@example.org", name="Somebody")

    with pytest.raises(OtherNetwork):
        load()

    assert counts()["membres"] == 1
    assert not Entry.objects.exists()


def test_the_demo_serves_what_it_says_and_ends_in_peace_and_comes_back(demo):
    for _time in ("the first", "the second"):
        process = demo("--port", "0")
        said = _until_served(process)
        address = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
        title = _ask(address, "{ groups(first: 1) { edges { node { name } } } }")
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)

        assert (
            "30 membres, 18 organisations, 5 groupes, 60 ressources, 8 évènements,"
            " 19 fils, 85 messages" in said
        )
        assert "camille.exemple@communs.example   en-commun-2024" in said
        assert title["groups"]["edges"][0]["node"]["name"] == "Cycle Jeudis de l’ODD 17"
        assert process.returncode == 0
        assert rest == ""
        assert "Traceback" not in errors


def test_a_taken_port_gets_one_line_before_anything_is_done(demo, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = demo("--port", str(port))
        said, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert said == ""
    assert errors == table("words")["taken"].format(port=port, other=port + 1) + "\n"
    assert not (tmp_path / "communs.sqlite3").exists()


def _until_served(process: subprocess.Popen[str]) -> str:
    said = ""
    while "Ctrl-C" not in said:
        line = next_line(process)
        assert line, process.communicate()
        said += line
    return said


def _ask(address: str, document: str) -> dict:
    headers = {"x-requested-with": "tests"}
    answer = httpx.post(f"{address}graphql", json={"query": document}, headers=headers)
    return answer.json()["data"]
