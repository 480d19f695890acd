"""What it takes to put a real nginx before something: folders of its own, and certificates."""

from __future__ import annotations

import subprocess
from pathlib import Path

FOLDERS = """
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
"""


def certificate(*words: str | Path) -> None:
    """Make a key and a certificate of it, for two days; openssl's words say of whom, and where."""
    subprocess.run(  # noqa: S603 - openssl
        ["/usr/bin/env", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", *words],
        check=True, capture_output=True,
    )  # fmt: skip
