"""``manage.py export``: write the graph in GraphQL's schema language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string
from graphql import print_schema


class Command(BaseCommand):
    """Writes the schema that this installation serves."""

    help = "Write the graph to schema/schema.graphql, or where --out says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=Path("schema/schema.graphql"))

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        out.write_text(print_schema(import_string(settings.DOCUMENTS).schema) + "\n")
        self.stdout.write(f"{out} is up to date.")
