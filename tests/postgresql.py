"""A PostgreSQL of one test's own, to be restarted, with the product's tables laid."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .databases import laid_in_postgresql, postgresql_address
from .nodes import free_port

NOBODY = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []  # root is refused
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
external_pid_file = '{folder}/pid'
max_connections = 100
fsync = off
"""


class PostgreSQL:
    """A cluster with one database, below the folder of the services: it ends with them."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(os.environ["SERVICES"], f"postgresql-{self.port}")
        self._programs = Path(_program("postgres")).resolve().parent

    @property
    def address(self) -> str:
        return f"postgresql://communs@127.0.0.1:{self.port}/communs"

    def lay(self) -> None:
        """Make the cluster, start it, and lay the tables, which another database has already."""
        self._folder.mkdir(mode=0o711)
        if NOBODY:
            shutil.chown(self._folder, "nobody")
        self._run("initdb", "--username=communs", "--auth=trust", "--no-sync", "--encoding=UTF8",
                  "--locale=C.UTF-8")  # fmt: skip
        with (self._folder / "data" / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(port=self.port, folder=self._folder))
        self.start()
        server = ["--host=127.0.0.1", f"--port={self.port}", "--username=communs"]
        subprocess.run([self._programs / "createdb", *server, "communs"], check=True)  # noqa: S603 - PostgreSQL's own
        laid = postgresql_address(laid_in_postgresql())
        dump = subprocess.run(  # noqa: S603 - PostgreSQL's own
            [self._programs / "pg_dump", "--no-owner", laid], check=True, capture_output=True
        )
        subprocess.run(  # noqa: S603 - PostgreSQL's own
            [self._programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", self.address],
            input=dump.stdout, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self._folder / 'log'}")

    def stop(self, mode: str = "fast") -> None:
        """End: whoever is connected is cut off."""
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}")

    def _run(self, program: str, *words: str) -> None:
        command = [*NOBODY, str(self._programs / program), f"--pgdata={self._folder / 'data'}"]
        subprocess.run([*command, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - PostgreSQL's own


def _program(name: str) -> str:
    found = shutil.which(name) or next(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
    return str(found)
