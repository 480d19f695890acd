"""``make bench``: one page, executed breadth-first, one parent at a time, and by bare SQL.

The page is that of 20 resources with author, group and contributors, of the demo network, in a
database made for the run. Answers are compared before anything is timed.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 200
PAGE = """
{ resources(first: 20) { nodes {
    title kind createdAt createdBy { name } group { name }
    contributors { name role person { name } }
} } }
"""
ROWS = """
    SELECT r.title, r.kind, r.created_at, p.name, g.name, r.id FROM resources_resource r
    JOIN people_person p ON p.id = r.created_by_id JOIN groups_group g ON g.id = r.group_id
    WHERE r.audience IN ('public') OR r.audience IN
        (SELECT members_audience FROM groups_group WHERE visibility = 'open')
    ORDER BY r.created_at DESC, r.id DESC LIMIT 20
"""
CREDITS = """
    SELECT c.resource_id, c.name, c.role, p.name FROM resources_contributor c
    LEFT JOIN people_person p ON p.id = c.person_id WHERE c.resource_id IN ({})
    ORDER BY c.created_at, c.id
"""


def main() -> None:
    """Make a database, compare the three ways, and print what each takes."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR": folder,
            "LOG_LEVEL": "ERROR",
        }
        import django  # noqa: PLC0415 - only now is it known where its files go

        django.setup()
        _network()
        _table(_ways())


def _network() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from communs.demo.loading import load  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    load(lambda *_progress: None)


def _ways() -> dict[str, Callable[[], Any]]:
    import orjson  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from graphql import execute_sync, parse  # noqa: PLC0415

    from backend.graphql.context import Context  # noqa: PLC0415
    from schema.graph import documents  # noqa: PLC0415

    def breadth_first() -> Any:
        result = documents.prepare(PAGE).execute(Context())
        return orjson.loads(orjson.dumps(result.data))

    def one_by_one() -> Any:
        result = execute_sync(documents.schema, parse(PAGE), context_value=Context())
        return orjson.loads(orjson.dumps(result.data))

    def bare_sql() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(ROWS)
            rows = cursor.fetchall()
            cursor.execute(CREDITS.format(",".join(["%s"] * len(rows))), [row[-1] for row in rows])
            credited = cursor.fetchall()
        return orjson.loads(orjson.dumps([[str(cell) for cell in row] for row in rows + credited]))

    assert breadth_first() == one_by_one()  # noqa: S101 - else there is nothing to compare
    return {"bare SQL": bare_sql, "breadth-first": breadth_first, "one by one": one_by_one}


def _table(ways: dict[str, Callable[[], Any]]) -> None:
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - began)
    least = statistics.median(times["bare SQL"])
    print(f"{'20 resources, median of ' + str(ROUNDS):<36}{'ms':>8}{'ratio':>8}")  # noqa: T201
    for name, each in times.items():
        median = statistics.median(each)
        print(f"{name:<36}{median * 1000:>8.2f}{median / least:>8.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
