"""Reading a document from outside: a process is started, waited for, and ended when it must be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .kinds import READ
from .reasons import CUT, STATUS, WHOLE, Reason

ROOT = Path(__file__).resolve().parent.parent.parent
WIDEST = 4  # bytes of a character
REASONS = {status: reason for reason, status in STATUS.items()}
SLOW = {-signal.SIGXCPU, -signal.SIGALRM}
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


@dataclass(frozen=True)
class Limits:
    """What reading one document may take."""

    seconds: int = 20
    memory: int = 512_000_000  # bytes
    characters: int = 200_000


@dataclass(frozen=True)
class Extracted:
    """What a document gave: its text, or why there is none."""

    text: str = ""
    reason: Reason | None = None
    is_cut: bool = False  # there was more of it


def text_of(file: IO[bytes], kind: str, limits: Limits | None = None) -> Extracted:
    """Read a document that lies in a file of the system, in a process of its own."""
    if kind not in READ:
        return Extracted(reason=Reason.UNSUPPORTED)
    limits = limits or Limits()
    with tempfile.TemporaryFile() as out:
        file.seek(0)
        status = _run(file, out, kind, limits)
        out.seek(0)
        text = out.read(limits.characters * WIDEST).decode("utf-8", "ignore")
    return _extracted(text.strip()[: limits.characters], status)


def _run(file: IO[bytes], out: IO[bytes], kind: str, limits: Limits) -> int | None:
    """Give the exit status; None when it took too long."""
    bounds = (limits.seconds, limits.memory, limits.characters)
    child = subprocess.Popen(  # noqa: S603 - our own module, with numbers and a known kind
        [sys.executable, "-E", "-s", "-m", "backend.extraction.child", kind, *map(str, bounds)],
        cwd=ROOT,
        env={"LANG": "C.UTF-8"},  # neither keys nor addresses of the database
        stdin=file,
        stdout=out,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return child.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started; until it is waited for, its number is its own."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _extracted(text: str, status: int | None) -> Extracted:
    if status == WHOLE:
        return Extracted(text) if text else Extracted(reason=Reason.NO_TEXT)
    if status in FROM_OUTSIDE:
        return Extracted(reason=Reason.INTERRUPTED)
    if text:
        return Extracted(text, is_cut=True)
    if status == CUT:
        return Extracted(reason=Reason.NO_TEXT)
    return Extracted(reason=_reason(status))


def _reason(status: int | None) -> Reason:
    if status is None or status in SLOW:
        return Reason.TOO_SLOW
    return REASONS.get(status, Reason.DAMAGED)
