"""``manage.py export``: write the graph in GraphQL's schema language, and say what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string
from graphql import print_schema

from backend.graphql.changes import changes


class Command(BaseCommand):
    """Writes the schema that this installation serves."""

    help = "Write the graph to schema/schema.graphql, or where --out says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=Path("schema/schema.graphql"))

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        schema = import_string(settings.DOCUMENTS).schema
        out.write_text(print_schema(schema) + "\n")
        self.stdout.write(f"{out} is up to date.")
        if released := _last(out.parent / "released"):
            found = changes(released.read_text(), schema)
            for kind, said in (("breaks", found.breaking), ("may surprise", found.dangerous)):
                for each in said:
                    self.stdout.write(f"Since {released.stem}, this {kind} clients: {each}")


def _last(folder: Path) -> Path | None:
    """Find the schema of the last release: each is kept under its version."""
    found = [path for path in folder.glob("*.graphql") if path.stem.replace(".", "").isdigit()]
    return max(found, key=lambda path: [int(part) for part in path.stem.split(".")], default=None)
