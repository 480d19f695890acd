"""Which engine this installation searches with: ``SEARCH_URL`` says it, here alone it is read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .elastic.address import PLAIN, SECURE, Address
from .elastic.engine import Elastic
from .embedded import Tantivy
from .engine import Engine

_engines: dict[str, Engine] = {}
_turn = threading.Lock()


def engine() -> Engine:
    """Give this process's engine, always the same."""
    url = settings.SEARCH_URL
    with _turn:
        if url not in _engines:
            _engines[url] = make_engine(url)
        return _engines[url]


def make_engine(url: str) -> Engine:
    """Make the engine that an address names: ``tantivy:///srv/communs/search``."""
    scheme = urlsplit(url).scheme
    if scheme not in MAKERS:
        known = ", ".join(f"{name}://" for name in sorted(MAKERS))
        raise ImproperlyConfigured(f"SEARCH_URL starts with one of {known}, not {scheme!r}.")
    return MAKERS[scheme](url)


def _embedded(url: str) -> Engine:
    path = unquote(url.partition("://")[2])
    if not path:
        raise ImproperlyConfigured("SEARCH_URL names a folder: tantivy:///srv/communs/search.")
    return Tantivy(Path(path))


def _elastic(url: str) -> Engine:
    return Elastic(Address.read(url, settings.SEARCH_API_KEY))


MAKERS: dict[str, Callable[[str], Engine]] = {
    Tantivy.scheme: _embedded,
    PLAIN: _elastic,
    SECURE: _elastic,
}
