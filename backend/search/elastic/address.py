"""Where the cluster is, and as whom we come: read from ``SEARCH_URL`` and ``SEARCH_API_KEY``.

::

    elasticsearch://127.0.0.1:9200/communs
    elasticsearch+https://es1:9200,es2:9200/communs?ca=/etc/communs/es.pem

The path is the prefix of all our indexes. The key is no part of the address, for addresses are
logged and shown; an address that holds a password is refused without being repeated.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from elasticsearch import OrjsonSerializer

from .answers import Cluster

PLAIN, SECURE = "elasticsearch", "elasticsearch+https"
EXAMPLE = f"{SECURE}://search.example.org:9200/communs?ca=/etc/communs/es.pem"
PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")  # what a name of an index may begin with
OPTIONS = {"ca", "refresh"}


@dataclass(frozen=True)
class Address:
    """A cluster, the prefix of our indexes in it, and how they are reached."""

    hosts: tuple[str, ...]
    prefix: str
    ca: Path | None = None
    api_key: str | None = field(default=None, repr=False)
    is_immediate: bool = False  # all that is written is found at once, at the price of speed

    @classmethod
    def read(cls, url: str, api_key: str | None = None) -> Address:
        """Read an address; what is wrong with it is said without showing it."""
        parts = urlsplit(url)
        options = parse_qs(parts.query, keep_blank_values=True)
        if "@" in parts.netloc:
            raise ImproperlyConfigured("SEARCH_URL holds no password: set SEARCH_API_KEY instead.")
        if unknown := sorted(options.keys() - OPTIONS):
            raise ImproperlyConfigured(f"SEARCH_URL knows ?ca= only, not {', '.join(unknown)}.")
        prefix = parts.path.strip("/")
        if not parts.netloc or not PREFIX.fullmatch(prefix):
            raise ImproperlyConfigured(f"SEARCH_URL names hosts and a prefix: {EXAMPLE}.")
        is_secure = parts.scheme == SECURE
        scheme = "https" if is_secure else "http"
        hosts = tuple(f"{scheme}://{_with_port(host)}" for host in parts.netloc.split(","))
        refresh = options.get("refresh", [""])[0]
        return cls(hosts, prefix, _ca(options, is_secure=is_secure), api_key, refresh == "now")

    def connect(self) -> Cluster:
        """Make a client; it connects when it is first asked something."""
        secure = {"ca_certs": str(self.ca)} if self.ca else {}
        return Cluster(
            list(self.hosts),
            api_key=self.api_key or None,
            max_retries=len(self.hosts) - 1,  # another host each time; we ourselves wait and retry
            serializers={OrjsonSerializer.mimetype: OrjsonSerializer()},
            **secure,  # type: ignore[arg-type]
        )


def _with_port(host: str) -> str:
    return host if re.search(r":\d+$", host) else f"{host}:9200"


def _ca(options: dict[str, list[str]], *, is_secure: bool) -> Path | None:
    if "ca" not in options:
        return None
    path = Path(options["ca"][0])
    try:
        if is_secure and path.is_file():
            ssl.create_default_context(cafile=path)
            return path
    except OSError:  # it is told once, here, and not at each question
        pass
    raise ImproperlyConfigured(f"SEARCH_URL: ?ca= is a file of certificates, with {SECURE}://.")
