"""What stands before a secured Elasticsearch node: TLS by an authority of its own, and keys.

The node of the tests knows neither, so a real nginx is in front of it, and refuses in the words of
Elasticsearch.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.nginx import FOLDERS, certificate
from tests.nodes import free_port

STARTS_WITHIN = 20.0
UNKNOWN = "unable to authenticate with provided credentials and anonymous access is not allowed"
NOT_ALLOWED = "action [indices:data/write/bulk] is unauthorized for this API key"
READING = "(GET|HEAD) .*|POST .*/_(search|msearch|mget)"
NGINX = (
    """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
worker_processes 1;
events {{}}
http {{
    access_log off;
    default_type application/json;
    client_max_body_size {most};
    map_hash_bucket_size 256;"""
    + FOLDERS
    + """    map $http_authorization $who {{
        default nobody;
        {keys}
    }}
    map "$who $request_method $uri" $refused {{
        default 0;
        "~^nobody " 401;
        "~^reader ({reading})$" 0;
        "~^reader " 403;
    }}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        location / {{
            if ($refused = 401) {{ return 401 '{unknown}'; }}
            if ($refused = 403) {{ return 403 '{not_allowed}'; }}
            proxy_pass http://{host};
        }}
    }}
}}
"""
)


class Authority:
    """Who vouches for servers, to those who trust it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.ca = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        certificate("-subj", f"/CN={name}", "-keyout", self._key, "-out", self.ca)

    def certify(self, folder: Path) -> None:
        """Make a certificate for 127.0.0.1."""
        certificate(
            "-CA", self.ca, "-CAkey", self._key, "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1",
            "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", folder / "server.key", "-out", folder / "server.pem",
        )  # fmt: skip


class Secured:
    """A secured door to a node; `key` may do all, `reader` read alone."""

    def __init__(self, folder: Path, node: str) -> None:
        self._folder = folder
        self._node = node.removeprefix("http://")
        self._nginx: subprocess.Popen[bytes] | None = None
        self.authority, self.other = (Authority(folder, name) for name in ("ours", "another"))
        self.authority.certify(folder)
        self.host = f"127.0.0.1:{free_port()}"
        self.key, self.reader = new_key(), new_key()
        self._keys = {self.key: "writer", self.reader: "reader"}
        self._most = "0"

    def start(self) -> None:
        """Open the door."""
        user = "user root;" if os.geteuid() == 0 else ""
        configured = NGINX.format(
            folder=self._folder,
            user=user,
            most=self._most,
            keys=" ".join(f'"ApiKey {key}" {who};' for key, who in self._keys.items()),
            reading=READING,
            port=self.host.partition(":")[2],
            unknown=_refusal(401, UNKNOWN),
            not_allowed=_refusal(403, NOT_ALLOWED),
            host=self._node,
        )
        (self._folder / "nginx.conf").write_text(configured)
        program = "/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else "nginx"
        command = [program, "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")]
        self._nginx = subprocess.Popen(command)  # noqa: S603 - nginx
        self._wait()

    def stop(self) -> None:
        """Shut the door, and all that goes through it."""
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(STARTS_WITHIN)
        self._nginx = None

    def know(self, *keys: str) -> None:
        """Take these keys and no others from here on."""
        self.stop()
        self._keys = dict.fromkeys(keys, "writer")
        self.start()

    def let_through(self, most: str) -> None:
        """Take no larger requests from here on; of "0" any."""
        self.stop()
        self._most = most
        self.start()

    def certify(self, authority: Authority) -> None:
        """Show from here on what this authority vouches for."""
        self.stop()
        authority.certify(self._folder)
        self.start()

    def _wait(self) -> None:
        host, _, port = self.host.partition(":")
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection((host, int(port))):
                return
            time.sleep(0.05)
        raise AssertionError("nginx does not answer; what it said stands above")


def new_key() -> str:
    """Make a key as Elasticsearch gives it: an id and a secret in base64."""
    return base64.b64encode(f"{secrets.token_hex(10)}:{secrets.token_hex(11)}".encode()).decode()


def _refusal(status: int, reason: str) -> str:
    cause = {"type": "security_exception", "reason": reason}
    return json.dumps({"error": {"root_cause": [cause], **cause}, "status": status})
