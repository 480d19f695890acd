"""Node, and the clients that it runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED_WITHIN = 600.0  # seconds, from a registry that may be slow
RUN_WITHIN = 300.0


def install() -> None:
    """Install the clients, unless they are there."""
    subprocess.run([HERE / "install"], check=True, timeout=INSTALLED_WITHIN)  # noqa: S603 - ours


def run(*words: str, built: Path, **settings: str) -> str:
    """Run a file with what it may build in a folder; it ends well. Gives what it printed."""
    ran = subprocess.run(  # noqa: S603 - ours
        ["node", *words],  # noqa: S607 - as found
        cwd=HERE,
        check=False,
        env={**os.environ, "BUILT": str(built), **settings},
        capture_output=True,
        text=True,
        timeout=RUN_WITHIN,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
