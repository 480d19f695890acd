"""Who may call from a browser: our own pages, and the front ends of one setting.

CORS, the WebSocket's handshake and what is answered before Django all ask here or by the same
setting, ALLOWED_ORIGINS.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_known_host(host: str) -> bool:
    """Whether this installation answers under a name; a rebound DNS name is not one of them."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def may_connect(origin: str | None, host: str) -> bool:
    """Whether a page of this origin may open a socket to this host; programs have no origin."""
    if not is_known_host(host):
        return False
    return origin is None or origin in settings.ALLOWED_ORIGINS or _is_own(origin, host)


def cors(origin: bytes | None) -> Iterable[tuple[bytes, bytes]]:
    """Give the headers that let an allowed front end read an answer."""
    if origin is None or origin.decode("latin-1") not in settings.ALLOWED_ORIGINS:
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = ("https",) if settings.SESSION_COOKIE_SECURE else ("http", "https")
    return parts.scheme in schemes and parts.netloc.lower() == host.lower()
