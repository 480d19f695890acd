"""Databases for the servers that tests start: the tables are laid once, then copied.

Laying them takes a quarter of a minute, a copy a moment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FILE = "communs.sqlite3"  # where a server looks for it, below its VAR
LAID_WITHIN = 180.0  # seconds, on a machine that does much else


class Copies:
    """Copies of the tests' own database, as it was before the first test."""

    def __init__(self) -> None:
        self._file = b""
        self._template = ""
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self._file = connection.connection.serialize()
        else:
            tested = connection.settings_dict["NAME"]
            connection.close()  # PostgreSQL copies what nobody uses
            self._template = f"laid_{tested}"
            with _postgresql() as postgresql:
                _drop(postgresql, self._template)
                _copy(postgresql, tested, self._template)

    @contextmanager
    def new(self, var: Path) -> Iterator[dict[str, str]]:
        """Make one for the server whose files are in ``var``, and give the settings it takes."""
        if not self._template:
            (var / FILE).write_bytes(self._file)
            yield {}
            return
        name = f"journey_{uuid4().hex}"
        with _postgresql() as postgresql:
            _copy(postgresql, self._template, name)
        address = urlsplit(os.environ["DATABASE_URL"])
        try:
            yield {"DATABASE_URL": f"{address.scheme}://{address.netloc}/{name}"}
        finally:
            with _postgresql() as postgresql:
                _drop(postgresql, name)

    def close(self) -> None:
        """Remove what they were copied from."""
        if self._template:
            with _postgresql() as postgresql:
                _drop(postgresql, self._template)


@cache
def laid_in_sqlite(settings: str) -> bytes:
    """Lay the tables of these settings in SQLite, and give the file."""
    with TemporaryDirectory() as var:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": settings, "VAR": var},
            check=True,
            timeout=LAID_WITHIN,
        )
        return Path(var, FILE).read_bytes()


def _postgresql() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _copy(postgresql: psycopg.Connection, name: str, new: str) -> None:
    postgresql.execute(f'CREATE DATABASE "{new}" TEMPLATE "{name}"')


def _drop(postgresql: psycopg.Connection, name: str) -> None:
    postgresql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
