"""``make bench-lists``: every list of the graph, narrowed every way, in a large network.

A database is made for the run, in ``DATABASE_URL`` where that is set, and filled with the demo
network and a crowd. Each list is asked for as a member would, page by page size 20: the figures
are milliseconds at the server, from the text of the document to the bytes of the answer. A list
that takes 50 ms or more ends the run with an error; so does one that reads a whole table of size.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ROUNDS = 9
MOST = 50.0  # milliseconds
SMALL = 1_500  # rows that may be read as a whole
PAGING = {"first", "after", "last", "before"}
SCAN = re.compile(r"^SCAN (?:TABLE )?(\w+)(?! USING)|Seq Scan on (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """One list, asked for one way."""

    name: str
    document: str
    variables: dict[str, Any]


def main() -> None:
    """Make a network, ask for every list every way, and print what each takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=20_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR": folder,
            "LOG_LEVEL": "ERROR",
        }
        import django  # noqa: PLC0415 - only now is it known where its files go

        django.setup()
        _network(messages)
        sys.exit(_table(list(_ways())))


def _network(messages: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from backend.journal.following import catch_up  # noqa: PLC0415
    from communs.demo.crowd import load_crowd  # noqa: PLC0415
    from communs.demo.loading import load  # noqa: PLC0415
    from communs.home.followers import ActivityFollower  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    load(lambda *_progress: None)
    load_crowd(messages, lambda *_progress: None)
    catch_up(ActivityFollower())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ways() -> Iterator[Asked]:
    """Give every list of the root as it is, and narrowed by each of its arguments."""
    from graphql import get_named_type  # noqa: PLC0415

    from schema.graph import schema  # noqa: PLC0415

    for name, field in sorted(schema.graphql_schema.query_type.fields.items()):  # type: ignore[union-attr]
        if not get_named_type(field.type).name.endswith("Connection") or name == "search":
            continue
        yield _asked(name, {})
        for argument in sorted(field.args.keys() - PAGING):
            for value in _values(argument, field.args[argument].type):
                yield _asked(name, {argument: (field.args[argument].type, value)})


def _asked(name: str, given: dict[str, Any]) -> Asked:
    declared = "".join(f", ${key}: {kind}" for key, (kind, _value) in given.items())
    passed = "".join(f", {key}: ${key}" for key in given)
    document = (
        f"query ($first: Int!{declared})"
        f" {{ {name}(first: $first{passed}) {{ edges {{ cursor node {{ id }} }}"
        " pageInfo { hasNextPage endCursor } } }"
    )
    shown = ", ".join(f"{key}: {value}"[:44] for key, (_kind, value) in given.items())
    values = {key: value for key, (_kind, value) in given.items()}
    return Asked(f"{name}({shown})" if shown else name, document, values | {"first": 20})


def _values(argument: str, kind: Any) -> list[Any]:
    """Give values worth trying for an argument: what is there, and much of it."""
    from graphql import GraphQLEnumType, get_named_type, is_list_type  # noqa: PLC0415
    from graphql.type import get_nullable_type  # noqa: PLC0415

    named = get_named_type(kind)
    if isinstance(named, GraphQLEnumType):
        chosen: list[Any] = list(named.values)
        return [[each] for each in chosen[:1]] if is_list_type(get_nullable_type(kind)) else chosen
    if named.name == "ID":
        return _ids(argument)
    years = [2025]
    simple = {"Boolean": [True, False], "Int": years, "String": ["mont"], "Date": ["2025-06-01"]}
    return simple.get(named.name, ["2025-06-01T09:00:00+02:00"])


def _ids(argument: str) -> list[str]:
    from backend.graphql.ids import to_global_id  # noqa: PLC0415
    from backend.graphql.nodes import NODES  # noqa: PLC0415

    kind = {"within": "Territory", "contributor": "Person", "parent": "Group"}.get(
        argument, f"{argument[0].upper()}{argument[1:]}"
    )
    if kind not in NODES:
        raise SystemExit(f"bench.lists does not know what {argument} names.")
    rows = NODES[kind]._meta.model._default_manager.order_by("pk")
    key = rows.values_list("pk", flat=True).first()
    return [to_global_id(kind, key)] if key else []


def _table(ways: list[Asked]) -> int:
    """Print a line for each list; give how many of them take too long, or read too much."""
    print(f"{'list':<64}{'ms':>8}{'SQL':>5}  reads whole")  # noqa: T201
    bad = 0
    for asked in ways:
        took, statements = _measure(asked)
        scans = _scans(statements)
        bad += took >= MOST or bool(scans)
        print(f"{asked.name[:63]:<64}{took:>8.2f}{len(statements):>5}  {', '.join(scans)}")  # noqa: T201
    print(f"{len(ways)} ways to ask for a list, {bad} of them too slow or without an index")  # noqa: T201
    return min(bad, 1)


def _measure(asked: Asked) -> tuple[float, list[Any]]:
    """Give the median of some rounds in milliseconds, and the statements of one."""
    import orjson  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from backend.graphql.context import Context  # noqa: PLC0415
    from communs.demo.crowd import ADDRESS  # noqa: PLC0415
    from communs.groups.actors import actor_of  # noqa: PLC0415
    from communs.people.models import Person  # noqa: PLC0415
    from schema.graph import documents  # noqa: PLC0415

    actor = actor_of(Person.objects.get(email=ADDRESS.format(number=1)))

    def ask() -> None:
        result = documents.prepare(asked.document, None, asked.variables).execute(Context(actor))
        assert not result.errors, (asked, result.errors)  # noqa: S101 - else nothing was measured
        orjson.dumps(result.data)

    with CaptureQueriesContext(connection) as captured:
        ask()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), list(captured.captured_queries)


def _scans(statements: list[Any]) -> list[str]:
    """Name the tables of size that the database would read from end to end."""
    from django.db import connection  # noqa: PLC0415

    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    found: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"{explain} {statement['sql']}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            found |= {a or b for a, b in SCAN.findall(plan)}
    return sorted(table for table in found if _size(table) > SMALL)


def _size(table: str) -> int:
    from django.db import connection  # noqa: PLC0415

    if table not in connection.introspection.table_names():
        return 0  # an alias, or a part of the statement itself
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
