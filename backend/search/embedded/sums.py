"""The sums that tantivy writes at the end of its files, which it never looks at itself.

Compared once, when an index is opened (about a gigabyte a second): a byte that the disk lost is
found then, and not when somebody's search stumbles over it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

PARTS = ("term", "idx", "pos", "fieldnorm", "fast", "store")
TAIL = 8  # bytes: the footer's length, then a mark that says there is a footer


def check_sums(folder: Path) -> None:
    """Raise ValueError or OSError unless every file of the newest commit is as it was written."""
    for path in _files(folder):
        content = path.read_bytes()
        length = int.from_bytes(content[-TAIL : 4 - TAIL], "little")
        end = len(content) - TAIL - length
        if end < 0 or json.loads(content[end:-TAIL])["crc"] != zlib.crc32(content[:end]):
            raise ValueError(f"{path.name} is not as it was written.")


def _files(folder: Path) -> Iterator[Path]:
    for segment in json.loads((folder / "meta.json").read_bytes())["segments"]:
        name = segment["segment_id"].replace("-", "")
        yield from (folder / f"{name}.{part}" for part in PARTS)
        if segment["deletes"]:
            yield folder / f"{name}.{segment['deletes']['opstamp']}.del"
