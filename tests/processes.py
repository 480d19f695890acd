"""Processes that tests start, and what they say."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

SAYS_WITHIN = 120.0  # seconds, on a machine that does much else


def next_line(process: subprocess.Popen[str]) -> str:
    """Read the next line of what a process says; one that stays silent is ended."""
    assert process.stdout
    ending = threading.Timer(SAYS_WITHIN, process.kill)
    ending.start()
    try:
        return process.stdout.readline()
    finally:
        ending.cancel()


def nameless(pid: int) -> list[Path]:
    """Give what a process holds open of files that have no name any more, as it spools them."""
    held = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = descriptor.readlink()
        except FileNotFoundError:  # the process has closed it meanwhile
            continue
        if "(deleted)" in target.name:
            held.append(target)
    return held
