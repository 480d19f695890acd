"""What systemd hands to a service: a socket that outlives it, and an ear for when it is ready.

Both are a few lines by design: sd_listen_fds(3), sd_notify(3).
"""

from __future__ import annotations

import os
import socket

FIRST = 3  # the descriptor of the first socket that is handed over


def handed_socket() -> socket.socket | None:
    """Give the socket to listen on, where one was handed to this very process."""
    is_ours = os.environ.get("LISTEN_PID") == str(os.getpid())
    if not is_ours or os.environ.get("LISTEN_FDS") != "1":
        return None
    os.set_inheritable(FIRST, False)  # noqa: FBT003 - os wants it so; children have no part in it
    return socket.socket(fileno=FIRST)


def say_ready() -> None:
    """Tell whoever waits for it that this process serves."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
        ear.sendall(b"READY=1")
