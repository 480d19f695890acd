"""Databases for the servers that tests start: the tables are laid once, then copied.

Laying them takes a quarter of a minute, a copy a moment.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FILE = "communs.sqlite3"  # where a server looks for it, below its VAR
LAID_WITHIN = 180.0  # seconds, on a machine that does much else


@contextmanager
def new_database(var: Path) -> Iterator[dict[str, str]]:
    """Make one for the server whose files are in ``var``, and give the settings it takes.

    It is PostgreSQL's where the tests have it, else SQLite's.
    """
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        (var / FILE).write_bytes(laid_in_sqlite("config.settings"))
        yield {}
        return
    template = laid_in_postgresql()
    name = f"journey_{uuid4().hex}"
    with _postgresql() as postgresql:
        postgresql.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield {"DATABASE_URL": postgresql_address(name)}
        finally:
            postgresql.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def laid_in_sqlite(settings: str) -> bytes:
    """Lay the tables of these settings in SQLite, and give the file."""
    with TemporaryDirectory() as var:
        _migrate(DJANGO_SETTINGS_MODULE=settings, VAR=var)
        return Path(var, FILE).read_bytes()


@cache
def laid_in_postgresql() -> str:
    """Lay the product's tables in PostgreSQL, and give the database's name."""
    name = f"laid_{uuid4().hex}"
    with _postgresql() as postgresql:
        postgresql.execute(f'CREATE DATABASE "{name}"')
    with TemporaryDirectory() as var:
        _migrate(
            DJANGO_SETTINGS_MODULE="config.settings", VAR=var, DATABASE_URL=postgresql_address(name)
        )
    atexit.register(_drop, name)
    return name


def _migrate(**settings: str) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), **settings},
        check=True,
        timeout=LAID_WITHIN,
    )


def _postgresql() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def postgresql_address(name: str) -> str:
    """Give the address of a database in the PostgreSQL of the tests."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return f"{address.scheme}://{address.netloc}/{name}"


def _drop(name: str) -> None:
    with suppress(psycopg.OperationalError), _postgresql() as postgresql:  # it may be gone by now
        postgresql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
