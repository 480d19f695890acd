"""The split form: web processes and followers behind nginx, as deploy/ ships them.

What runs is what is shipped: the commands of its units, its environment, its nginx; only ports,
paths and names are put in their place. Here is what systemd does: hold the ports, wait until a
process says that it is ready, end it and start it again.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.nginx import FOLDERS, certificate
from tests.nodes import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PYTHON = "/srv/communs/.venv/bin/python"  # as the units have it
STARTS_WITHIN = 120.0
ENDS_WITHIN = 20.0
# The socket is descriptor 3, and named to the process.
ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
NGINX = (
    """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
worker_processes 1;
events {{ worker_connections 4096; }}
http {{"""
    + FOLDERS
    + """    include {folder}/communs.conf;
}}
"""
)


class Unit:
    """A service of deploy/systemd, run as systemd runs it."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        unit = (DEPLOY / "systemd" / f"{name}@.service").read_text()
        found = re.search(rf"^ExecStart={PYTHON} (.+)$", unit, re.MULTILINE)
        assert found, unit
        self._words = found[1].split()
        self._environment = environment
        self.log = folder / f"{name}-{secrets.token_hex(3)}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        self.process = self._run([sys.executable, *self._words])

    def wait_until_ready(self) -> None:
        """Wait until it says so; this one says nothing."""

    def stop(self) -> None:
        """End it in good order, which it does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(ENDS_WITHIN)
        assert status in (0, -signal.SIGTERM), self.log.read_text()

    def restart(self) -> None:
        """Do as `systemctl restart` does."""
        self.stop()
        self.start()
        self.wait_until_ready()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(ENDS_WITHIN)

    def end(self) -> None:
        """End it, whatever state it is in."""
        if self.process and self.process.poll() is None:
            self.kill()

    def _run(self, command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        environment = {**self._environment, **more.pop("environment", {})}
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, **more,
            )  # fmt: skip


class Web(Unit):
    """A web process, whose port outlives it."""

    def __init__(
        self, name: str, folder: Path, environment: dict[str, str], held: socket.socket
    ) -> None:
        super().__init__(name, folder, environment)
        self._held = held
        self.port: int = held.getsockname()[1]
        self._words = [word.replace("%i", str(self.port)) for word in self._words]
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(f"\0communs-{secrets.token_hex(8)}")
        self._ear.settimeout(STARTS_WITHIN)

    def start(self) -> None:
        held = self._held.fileno()
        ear = self._ear.getsockname().decode().replace("\0", "@", 1)
        command = [sys.executable, "-c", ACTIVATE, str(held), *self._words]
        self.process = self._run(command, pass_fds=[held], environment={"NOTIFY_SOCKET": ear})

    def wait_until_ready(self) -> None:
        assert self._ear.recv(100) == b"READY=1", self.log.read_text()

    def restart_beside(self, spare: Web) -> None:
        """Do as deploy/restart does."""
        spare.start()
        spare.wait_until_ready()
        self.restart()
        spare.stop()

    def health(self) -> dict[str, Any]:
        """Ask the process itself."""
        url = f"http://127.0.0.1:{self.port}/health"
        return httpx.get(url, timeout=20, trust_env=False).json()

    def end(self) -> None:
        super().end()
        self._ear.close()


class Split:
    """The whole of it; `url` is nginx's."""

    def __init__(self, folder: Path, **settings: str) -> None:
        port = free_port()
        self.folder = folder
        self.url = f"https://127.0.0.1:{port}"
        self.plain_url = f"http://127.0.0.1:{free_port()}"
        environment = _environment(VAR=str(folder / "var"), ADDRESS=self.url, **settings)
        self._held = [socket.create_server(("127.0.0.1", 0), backlog=2048) for _ in range(2)]
        self.webs, self.spares = (
            [Web(name, folder, environment, held) for held in self._held]
            for name in ("communs-web", "communs-spare")
        )
        self.followers = [Unit("communs-follow", folder, environment) for _ in range(2)]
        _certify(folder)
        self.trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
        self._nginx = self._configured(port)

    @property
    def words(self) -> str:
        """What all of them have said."""
        logs = [*self.folder.glob("*.log")]
        return "\n".join(log.read_text() for log in logs if "access" not in log.name)

    def check(self) -> str:
        """Have nginx judge its configuration; gives what it says."""
        done = subprocess.run(  # noqa: S603 - nginx
            [*self._nginx, "-t"], capture_output=True, text=True, check=False
        )
        return done.stderr

    @contextmanager
    def running(self) -> Iterator[Split]:
        """Start all of it, and end it afterwards."""
        with ExitStack() as stack:
            for held in self._held:
                stack.enter_context(held)
            for unit in (*self.webs, *self.spares, *self.followers):
                stack.callback(unit.end)
            for unit in (*self.webs, *self.followers):
                unit.start()
            for web in self.webs:
                web.wait_until_ready()
            nginx = subprocess.Popen(self._nginx)  # noqa: S603 - nginx
            stack.callback(nginx.wait, ENDS_WITHIN)
            stack.callback(nginx.terminate)
            yield self

    def _configured(self, port: int) -> list[str]:
        """Put ports, paths and names in their place; gives the command."""
        text = (DEPLOY / "nginx" / "communs.conf").read_text()
        places = {
            "/etc/letsencrypt/live/communs.example.org": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "listen 80;": f"listen {self.plain_url.removeprefix('http://')};",
            "communs.example.org;": "127.0.0.1;",
            "127.0.0.1:8001": f"127.0.0.1:{self.webs[0].port}",
            "127.0.0.1:8002": f"127.0.0.1:{self.webs[1].port}",
        }
        for shipped, here in places.items():
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        (self.folder / "communs.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, user=user))
        program = "/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else "nginx"
        return [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]


def _environment(**settings: str) -> dict[str, str]:
    """Read the shipped environment, and put in what is this machine's."""
    lines = (DEPLOY / "communs.env").read_text().splitlines()
    shipped = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    shipped = {name: value.strip('"') for name, value in shipped.items()}
    assert settings.keys() <= shipped.keys()
    here = {"SECRET_KEY": secrets.token_hex(), "ALLOWED_HOSTS": "127.0.0.1"}
    return {"PATH": os.environ["PATH"], **shipped, **here, **settings}


def _certify(folder: Path) -> None:
    """Make a certificate that this machine's clients are told to believe."""
    certificate(
        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem",
    )  # fmt: skip
