"""The process that reads one document: ``python -m backend.extraction.child KIND … < file > text``.

It binds itself before it looks at the file: time, memory, length of what it writes, no other
files. The text goes out piece by piece, so that what was read before an accident is not lost;
how it ended is the exit status. Whoever started it may be gone: it ends by itself all the same.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator
from typing import IO

from .readers import reader_of
from .reasons import CUT, STATUS, WHOLE, Reason, Unreadable
from .wording import worded

MOST_FILES = 32  # open at once: what Python needs to import what it reads with
WIDEST = 4  # bytes of a character


def main(kind: str, seconds: str, memory: str, most: str) -> int:
    """Read what stands on the standard input; give the exit status."""
    bind(int(seconds), int(memory), int(most))
    try:
        return write(reader_of(kind)(sys.stdin.buffer), sys.stdout.buffer, int(most))
    except Unreadable as error:
        return STATUS[error.reason]
    except (MemoryError, RecursionError):
        return STATUS[Reason.TOO_LARGE]


def bind(seconds: int, memory: int, most: int) -> None:
    """Give up, for good, what reading a document does not need."""
    os.nice(10)  # people who wait for an answer come first
    signal.alarm(seconds + 1)  # which ends us even when nobody waits any more
    for what, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, most * WIDEST),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (bound, bound))
    # At the first bound we are told that it took too long; at the second, killed as by anybody.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def write(pieces: Iterator[str], out: IO[bytes], most: int) -> int:
    """Write pieces out, up to a number of characters; give the exit status."""
    left = most
    for piece in pieces:
        if words := worded(piece):
            out.write(f"{words[: left - 1]}\n".encode())
            out.flush()
            left -= len(words) + 1
            if left <= 1:
                return CUT
    return WHOLE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
