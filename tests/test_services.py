"""The services that tests run on: what a machine lacks is named, and nothing is left behind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPTS = Path("tests/services").resolve()
BASIC = ("bash", "cat", "chmod", "dirname", "mkdir", "mkfifo", "mktemp", "readlink", "rm")
THERE = {  # what each says of itself
    "redis-server": "",
    "chromium": "",
    "node": "v22.1.0",
    "npm": "",
    "mvn": "",
    "javac": "javac 17.0.9",
    "nginx": "",
    "wrk": "",
}
NODE, JAVA = "nodejs npm", "default-jdk-headless maven"
NAMED = {
    "DATABASE_URL": "postgresql://127.0.0.1:1/communs",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ELASTICSEARCH_URL": "http://127.0.0.1:1",
    "CHROMIUM": "/usr/bin/true",
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of all that is needed, and of nothing that could install more."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in BASIC:
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, said in THERE.items():
        put(folder / name, f"echo {said}")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the services' files would be."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def run(programs: Path, kept: Path) -> Run:
    """Run a script where those programs are all that there is."""

    def run(script: str, *words: str, **named: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own script
            [str(SCRIPTS / script), *words],
            env={"PATH": str(programs), "TMPDIR": str(kept), **named},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.mark.parametrize(
    ("program", "says", "wanted"),
    [
        ("redis-server", None, "redis-server"),
        ("chromium", None, "chromium fonts-liberation"),
        ("node", None, NODE),
        ("node", "v18.19.0", NODE),
        ("npm", None, NODE),
        ("mvn", None, JAVA),
        ("javac", None, JAVA),
        ("javac", "javac 11.0.2", JAVA),
        ("wrk", None, "wrk"),
    ],
)
def test_what_a_machine_lacks_is_named(
    programs: Path, kept: Path, run: Run, program: str, says: str | None, wanted: str
) -> None:
    (programs / program).unlink()
    if says is not None:
        put(programs / program, f"echo {says}")

    done = run("start", DATABASE_URL=NAMED["DATABASE_URL"])

    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == (f"services: please install {wanted}, as root with apt-get it is done for you")
    assert second.startswith("services: or set ")
    assert [name for name in NAMED if name not in second] == []
    assert left(kept) == []


def test_all_that_a_machine_lacks_is_named_at_once(programs: Path, kept: Path, run: Run) -> None:
    for name in THERE:
        (programs / name).unlink()

    done = run("start")

    assert done.returncode == 1
    asked = done.stderr.partition("please install ")[2].partition(",")[0].split()
    assert {"redis-server", "chromium", *NODE.split(), *JAVA.split(), "wrk"} <= set(asked)
    assert left(kept) == []


def test_another_database_is_refused(kept: Path, run: Run) -> None:
    done = run("start", **NAMED | {"DATABASE_URL": "sqlite:///communs.sqlite3"})

    assert (done.returncode, done.stdout) == (1, "")
    assert "DATABASE_URL names a database that is not PostgreSQL; unset it" in done.stderr
    assert left(kept) == []


def test_what_does_not_start_is_named_and_leaves_nothing(
    programs: Path, kept: Path, run: Run
) -> None:
    put(programs / "redis-server", "exit 1")

    done = run("start", **{name: NAMED[name] for name in NAMED if name != "REDIS_URL"})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "services: redis-server does not run\n"
    assert left(kept) == []


def test_a_command_is_not_run_where_something_lacks(programs: Path, kept: Path, run: Run) -> None:
    (programs / "wrk").unlink()

    done = run("run", "mkdir", str(kept / "ran"), **NAMED)

    assert done.returncode == 1
    assert "services: please install wrk," in done.stderr
    assert left(kept) == []


def test_a_command_is_run_on_what_is_named(kept: Path, run: Run) -> None:
    done = run("run", "bash", "-c", f"echo {' '.join(f'${name}' for name in NAMED)}", **NAMED)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == list(NAMED.values())
    assert left(kept) == []


def put(path: Path, does: str) -> None:
    path.write_text(f"#!/usr/bin/env bash\n{does}\n")
    path.chmod(0o755)


def left(kept: Path) -> list[Path]:
    """Name the files that are left, and the processes that would know of them."""
    processes = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            known = path.read_bytes()
        except OSError:  # somebody else's, or gone
            continue
        if f"TMPDIR={kept}".encode() in known.split(b"\0"):
            processes.append(path.parent)
    return [*kept.iterdir(), *processes]
