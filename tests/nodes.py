"""An Elasticsearch node of one test's own, to be killed; and a line to it that can be watched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SCRIPTS = Path(__file__).parent / "services" / "elasticsearch-node"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Node:
    """A node, its data kept from one start to the next."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.port = free_port()
        kept = Path(os.environ.get("SERVICES", folder))  # there it is stopped whatever happens
        self._state = kept / f"elasticsearch-{self.port}"
        self._known = os.environ | {
            "ES_PORT": str(self.port),
            "ES_TRANSPORT_PORT": str(free_port()),
            "ES_STATE": str(self._state),
            "ES_DATA": str(folder / "data"),
            "ES_HEAP": "256m",
            "ES_SETTINGS": settings,
        }

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._run("start")

    def stop(self) -> None:
        """End in good order."""
        self._run("stop")

    def kill(self) -> None:
        """End as by a power cut."""
        os.kill(int((self._state / "pid").read_text()), signal.SIGKILL)

    def _run(self, script: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own script
            [str(SCRIPTS / script)], env=self._known, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


class Line:
    """A line to a host: it can be cut, and does something once so many bytes have gone there."""

    def __init__(self, host: str) -> None:
        name, _, port = host.partition(":")
        self._there = (name, int(port))
        self._left = 0
        self._act: Callable[[], None] = self.cut
        self.is_cut = False
        self.came_back = bytearray()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def once_gone(self, size: int, act: Callable[[], None]) -> None:
        """Do something as soon as so many bytes more have gone there."""
        self._act, self._left = act, size

    def cut(self) -> None:
        """Let nothing more through, for now."""
        self.is_cut = True

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        """Take no more calls."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._there)
            except OSError:  # nobody is there now
                near.close()
                continue
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if source.getsockname() == self._listening.getsockname():
                    self._count(len(piece))
                else:
                    self.came_back += piece
                if self.is_cut:
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # which wakes whoever reads there

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left <= 0 < self._left + size:
            self._act()
