"""``python -m bench.memory``: the most memory that one page takes, in a process of its own.

It is what Python allocates (tracemalloc) between the request and the bytes of the answer, above
what was there before: a shorter page has filled all caches. What libpq holds of the rows that came
is not in it; it is the same for all.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

from .servers import GRAPHENE, OURS, STRAWBERRY

WARM = 20
TWINS = {GRAPHENE: "graphene_django", STRAWBERRY: "strawberry_django"}


def peak(side: str, size: int) -> int:
    """Give the bytes, as a process of its own finds them."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if side in TWINS:
        environment = {"DJANGO_SETTINGS_MODULE": "bench.twins.settings", "TWIN": TWINS[side]}
    done = subprocess.run(  # noqa: S603 - what it runs is written here
        [sys.executable, "-m", "bench.memory", side, str(size)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(done.stdout)


def main() -> None:
    """Measure one side."""
    parser = argparse.ArgumentParser()
    parser.add_argument("side", choices=(OURS, *TWINS))
    parser.add_argument("size", type=int)
    given = parser.parse_args()
    import django  # noqa: PLC0415 - the settings are those of the side

    django.setup()
    answer = {OURS: _ours, GRAPHENE: _graphene, STRAWBERRY: _strawberry}[given.side](given.size)
    answer(WARM)
    answer(WARM)
    gc.collect()
    tracemalloc.start()
    content = answer(given.size)
    print(tracemalloc.get_traced_memory()[1])  # noqa: T201
    assert json.loads(content)["data"]["resources"]["nodes"][given.size - 1]  # noqa: S101 - all came


def _ours(size: int) -> Callable[[int], bytes]:
    from . import execution  # noqa: PLC0415

    execution.paging.MOST = max(size, execution.paging.MOST)  # in this process alone
    return execution.page


def _graphene(_size: int) -> Callable[[int], bytes]:
    from django.http import HttpRequest  # noqa: PLC0415

    from .pages import PAGE  # noqa: PLC0415
    from .twins.graphene_django import schema  # noqa: PLC0415

    def answer(size: int) -> bytes:
        done = schema.execute(PAGE, variables={"first": size}, context_value=HttpRequest())
        return json.dumps(done.formatted).encode()

    return answer


def _strawberry(_size: int) -> Callable[[int], bytes]:
    from django.http import HttpRequest  # noqa: PLC0415

    from backend.rules import NOBODY  # noqa: PLC0415

    from .pages import PAGE  # noqa: PLC0415
    from .twins.strawberry_django import Context, schema  # noqa: PLC0415

    def answer(size: int) -> bytes:
        context = Context(HttpRequest(), NOBODY)
        done = schema.execute_sync(PAGE, variable_values={"first": size}, context_value=context)
        return json.dumps({"data": done.data}).encode()

    return answer


if __name__ == "__main__":
    main()
