"""The embedded engine's folder: killed writers, lost and damaged files, several processes."""

from __future__ import annotations

import itertools
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from backend.search.contract import Document, Key, Moved, Order, Position, Query
from backend.search.embedded import Tantivy
from backend.search.embedded.generations import Generations
from backend.search.embedded.rows import SHAPE
from backend.search.embedded.sums import PARTS
from backend.search.matches import Everything
from backend.search.refusals import RebuildUnderway, SearchUnavailable
from backend.search.searching import search
from backend.search.sought import Sought
from tests.processes import next_line

NOON = datetime(2024, 4, 18, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from backend.search.contract import Document, Key, Position
from backend.search.embedded import Tantivy

at = datetime(2024, 4, 18, 12, tzinfo=UTC)
engine = Tantivy(Path(sys.argv[1]))
while True:
    stands = engine.position()
    entry = stands.entry + 1
    said = Document("note", UUID(int=entry), "public", "Alliance", at)
    last = Document("note", UUID(int=10**9), "public", f"Dernier n{entry}n", at)
    gone = [Key("note", UUID(int=max(0, entry - 10)))]
    engine.write([said, last], gone, after=stands, position=Position(entry))
    print(entry, flush=True)
"""


@pytest.fixture
def root(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def engine(root):
    made = Tantivy(root)
    yield made
    made.close()


def note(number, title="Alliance"):
    return Document("note", UUID(int=number), "public", title, NOON)


def fill(engine, *numbers, position=0):
    with engine.rebuild() as new:
        new.add(note(number) for number in numbers)
        new.switch(Position(position))


def add(engine, *numbers):
    stands = engine.position()
    engine.write(
        [note(number) for number in numbers],
        [],
        after=stands,
        position=Position(stands.entry + 1),
    )


def found(engine, text="alliance"):
    hits = search(engine, Query(text, frozenset({"public"}), first=100)).hits
    return sorted(hit.id.int for hit in hits)


def generations(root):
    return sorted(path for path in root.iterdir() if path.is_dir())


# --- killed -------------------------------------------------------------------------------------
def test_a_writer_killed_at_any_moment_leaves_documents_and_position_that_agree(engine, root):
    fill(engine)
    engine.close()
    moments = random.Random(17)  # noqa: S311 - the same moments each time

    for _ in range(8):
        with subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", WRITER, str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            acknowledged = int(next_line(writer))
            time.sleep(moments.uniform(0.005, 0.2))
            writer.send_signal(signal.SIGKILL)
            acknowledged = int(([str(acknowledged), *writer.stdout.read().split()])[-1])

        stands = engine.position()
        assert stands.entry >= acknowledged
        kept = [*range(max(1, stands.entry - 9), stands.entry + 1)]
        assert found(engine) == kept
        assert found(engine, f"n{stands.entry}n") == [10**9]
        engine.close()

    assert len(generations(root)) == 1


def test_what_a_killed_writer_left_is_not_in_the_way_of_the_same_write(engine, root, tmp_path):
    fill(engine, 1, 2, 3)
    engine.close()
    (generation,) = generations(root)
    before = shutil.copytree(generation, tmp_path / "before")
    add(engine, 1)
    engine.close()
    left = [*generation.glob("*.del"), generation / ".managed.json"]
    assert len(left) > 1
    for file in left:  # it was killed when these were written, and the commit was not
        shutil.copy(file, before)
    shutil.rmtree(generation)
    before.rename(generation)

    add(engine, 1)

    assert engine.position() == Position(1)
    assert found(engine) == [1, 2, 3]


def test_a_rebuild_killed_half_way_is_swept_by_the_next(engine, root):
    fill(engine, 1)
    script = """
import os, signal, sys
from pathlib import Path
from backend.search.embedded import Tantivy
with Tantivy(Path(sys.argv[1])).rebuild():
    os.kill(os.getpid(), signal.SIGKILL)
"""
    words = [sys.executable, "-c", script, str(root)]
    killed = subprocess.run(words, cwd=ROOT, check=False, timeout=60)  # noqa: S603 - our own

    assert killed.returncode == -signal.SIGKILL
    assert len(generations(root)) == 2
    assert found(engine) == [1]

    fill(engine, 2)

    assert found(engine) == [2]
    assert len(generations(root)) == 1


# --- lost and damaged ---------------------------------------------------------------------------
def test_a_folder_deleted_while_in_use_asks_to_be_rebuilt(engine, root):
    fill(engine, 1)
    assert found(engine) == [1]

    shutil.rmtree(root)

    assert engine.position() is None
    with pytest.raises(SearchUnavailable):
        found(engine)
    fill(engine, 2)
    assert found(engine) == [2]
    add(engine, 3)
    assert found(engine) == [2, 3]


def test_a_generation_deleted_while_in_use_asks_to_be_rebuilt(engine, root):
    fill(engine, 1)
    add(engine, 2)

    shutil.rmtree(generations(root)[0])

    assert engine.position() is None
    with pytest.raises(Moved):
        engine.write([note(3)], [], after=Position(1), position=Position(2))
    fill(engine, 4)
    assert found(engine) == [4]


def damage(path, how):
    content = path.read_bytes()
    middle = len(content) // 3
    if how == "cut":
        path.write_bytes(content[:middle])
    elif how == "emptied":
        path.write_bytes(b"")
    elif how == "deleted":
        path.unlink()
    else:
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])


# The description has no sum, and not each of its bytes matters: it is not in the last row.
@pytest.mark.parametrize(
    ("how", "part"),
    [
        *itertools.product(["cut", "emptied", "deleted"], [*PARTS, "json"]),
        *itertools.product(["one byte changed"], PARTS),
    ],
)
def test_a_damaged_file_asks_to_be_rebuilt_by_whichever_process_looks_first(
    engine, root, part, how
):
    fill(engine, 1)
    add(engine, 2)
    engine.close()
    reader = Tantivy(root)
    damaged = sorted(generations(root)[0].glob(f"[!.]*.{part}"))[0]

    damage(damaged, how)

    with pytest.raises(SearchUnavailable):
        found(reader)
    assert engine.position() is None
    fill(engine, 3)
    assert found(reader) == found(engine) == [3]
    reader.close()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../etc", b"v2-" + b"0" * 32, b"\n"])
def test_a_damaged_pointer_asks_to_be_rebuilt(engine, root, content):
    fill(engine, 1)

    (root / "current").write_bytes(content)

    assert engine.position() is None
    fill(engine, 2)
    assert found(engine) == [2]


def test_an_index_of_an_older_shape_asks_to_be_rebuilt_and_is_left_to_its_users(engine, root):
    fill(engine, 1)
    engine.close()
    (old,) = generations(root)
    older = old.rename(root / f"v0-{old.name.split('-')[1]}")
    (root / "current").write_text(older.name)

    assert engine.position() is None
    assert not (older / "broken").exists()
    fill(engine, 2)
    assert found(engine) == [2]


# --- several processes --------------------------------------------------------------------------
def test_another_process_sees_each_commit_and_each_switch(engine, root):
    fill(engine, 1)
    other = Tantivy(root)
    assert found(other) == [1]

    add(engine, 2)
    assert found(other) == [1, 2]
    fill(other, 3, position=7)
    assert found(engine) == [3]
    assert engine.position() == Position(7)
    add(engine, 4)
    assert found(other) == [3, 4]
    other.close()


def test_the_one_who_writes_is_told_when_another_process_switched(engine, root):
    fill(engine, 1)
    add(engine, 2)
    stands = engine.position()
    other = Tantivy(root)

    fill(other, 1)

    with pytest.raises(Moved):
        engine.write([note(5)], [], after=stands, position=Position(2))
    assert found(other) == [1]
    other.close()


def test_a_second_writer_is_refused_until_the_first_lets_go(engine, root):
    fill(engine)
    add(engine, 1)
    other = Tantivy(root)

    with pytest.raises(SearchUnavailable):
        add(other, 2)
    engine.close()
    add(other, 2)

    assert found(engine) == [1, 2]
    other.close()


def test_a_generation_stays_until_its_last_user_leaves_it(engine, root):
    fill(engine, 1)
    assert found(engine) == [1]
    other = Tantivy(root)

    fill(other, 2)
    assert len(generations(root)) == 2
    assert found(engine) == [2]
    assert len(generations(root)) == 1
    other.close()


def test_only_generations_are_swept(engine, root):
    (root / "precious").mkdir(parents=True)
    (root / "precious" / "letter").write_text("dear")

    fill(engine, 1)
    fill(engine, 2)

    assert (root / "precious" / "letter").read_text() == "dear"


def test_another_process_that_rebuilds_keeps_us_from_it(engine, root):
    other = Tantivy(root)
    with other.rebuild(), pytest.raises(RebuildUnderway), engine.rebuild():
        pass


def test_whoever_sweeps_keeps_nobody_from_rebuilding_and_takes_nothing_that_is_used(engine, root):
    done = threading.Event()

    def sweep():
        tidy, swept = Generations(root, SHAPE), 0
        while not done.is_set():
            tidy.sweep()
            swept += 1
        return swept

    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(sweep) for _ in range(2)]
        try:
            for number in range(1, 21):
                fill(engine, number)
                assert found(engine) == [number]
        finally:
            done.set()
    assert min(each.result() for each in sweeps) > 20
    Generations(root, SHAPE).sweep()  # what was let go of while another swept
    assert len(generations(root)) == 1


def test_searching_goes_on_while_it_is_written_and_rebuilt(engine, root):
    fill(engine, 1)
    other, builder = Tantivy(root), Tantivy(root)
    done = threading.Event()

    def search():
        answers = []
        while not done.is_set():
            answers += [found(engine), found(other)]
        return answers

    with ThreadPoolExecutor(3) as pool:
        searches = [pool.submit(search) for _ in range(3)]
        try:
            for round_ in range(5):
                add(engine, 2 + round_)
                fill(builder, 1, position=round_)
                add(engine, 20 + round_)
        finally:  # else the searches never end, and nothing tells why
            done.set()

    answers = [answer for search in searches for answer in search.result()]
    assert [answer for answer in answers if 1 not in answer] == []
    assert found(engine) == found(other) == [1, 24]
    other.close()
    builder.close()
    fill(engine, 1)
    assert found(engine) == [1]
    assert len(generations(root)) == 1


def test_a_key_is_dropped_by_its_whole_name(engine):
    fill(engine, 1, 11)

    engine.write([], [Key("note", UUID(int=1))], after=Position(0), position=Position(1))

    assert found(engine) == [11]


def test_what_the_library_refuses_to_look_for_breaks_no_index(engine):
    fill(engine, 1)
    stood = engine.position()

    with pytest.raises(SearchUnavailable):
        engine.read(lambda reader: reader.best(Sought(Everything(), 0, Order.RELEVANCE)))

    assert engine.position() == stood
    assert found(engine) == [1]
