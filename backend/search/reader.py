"""A process that reads rows for an index: spans come in, a line each, and documents go out.

It ends when nothing more can come in, and so does not outlive whoever started it.
"""

from __future__ import annotations

import os
import sys
from uuid import UUID

import django
import orjson

from backend import garbage


def main() -> None:
    """Read until there is nothing more to read."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not do so among the answers
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from .contract import Position  # noqa: PLC0415 - only now can models be imported
    from .rebuilding import position_at  # noqa: PLC0415
    from .spans import HEAD, Span, dumped, read  # noqa: PLC0415

    garbage.let_wait()
    asked = sys.stdin.buffer
    connection.settings_dict["NAME"], *stood = orjson.loads(asked.readline())
    position = Position(*stood)
    if position_at(position.entry) != position:
        sys.exit("What is to be indexed cannot be seen from another process.")
    for line in asked:
        kind, after, upto = orjson.loads(line)
        said = dumped(read(Span(kind, after and UUID(after), UUID(upto))))
        answers.write(len(said).to_bytes(HEAD) + said)
        answers.flush()


if __name__ == "__main__":
    main()
