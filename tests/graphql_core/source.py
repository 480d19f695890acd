"""graphql-core's source distribution: of the very version that is installed, pinned by the lock."""

from __future__ import annotations

import fcntl
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
KEPT = ROOT / ".graphql-core"  # not committed
PARTS = ("tests", "docs", "README.md")  # the documentation's examples are tests as well


def source() -> Path:
    """Give the folder of its tests; what is not there is fetched from where packages come from."""
    kept = KEPT / version("graphql-core")
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may want it at once
        if not kept.exists():
            _fetch(kept)
    return kept


def pinned(name: str, lock: str) -> str:
    """Read the lines of a lock file that pin a package by its hashes."""
    found = re.search(rf"^{name}==\S+( \\\n    --hash=\S+)+", lock, re.MULTILINE)
    assert found, f"No lock file pins {name}."
    return found.group()


def _fetch(kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        _unpack(_download(Path(folder)), Path(folder) / "whole").replace(kept)


def _download(folder: Path) -> Path:
    asked = folder / "asked.lock"
    asked.write_text(pinned("graphql-core", LOCK.read_text()))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download")
    packed = ("--no-binary", "graphql-core", "--no-deps", "--no-build-isolation")
    subprocess.run(  # noqa: S603 - our own interpreter and words
        [*pip, *packed, "--require-hashes", "-r", str(asked), "--dest", str(folder)],
        check=True,
    )
    (archive,) = folder.glob("graphql_core-*.tar.gz")
    return archive


def _unpack(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (whole,) = folder.iterdir()
    parts = folder / "parts"
    parts.mkdir()
    for part in PARTS:  # its code stays behind: the tests are about what is installed
        (whole / part).rename(parts / part)
    return parts
