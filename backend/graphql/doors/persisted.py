"""Documents that are named instead of sent.

Whoever names a document by the hash of its text, and learns that nobody knows it, sends it once
with its hash: Apollo's automatic persisted queries, and `documentId` of GraphQL over HTTP. What
was sent so is kept in a place that its hash chooses, among a fixed number of places that all
processes share: however many documents are sent, no more is kept.

With TRUSTED_DOCUMENTS, only what its manifest lists is taken, by name or by text.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _
from graphql import GraphQLError

from backend.graphql.documents import Rejected
from backend.kept import Kept
from backend.rules import Reason

from .asking import BY_HASH, Asked
from .trusted import Manifest, trusted

log = logging.getLogger(__name__)

PLACES = 1_024  # shared by all processes
LARGEST = 50_000  # bytes of one document in them
SECONDS = 7 * 86_400  # that one stays
NEAR = 8_000_000  # bytes that each process keeps for itself


@dataclass(frozen=True)
class Text:
    """A document's text."""

    text: str

    @property
    def weight(self) -> int:
        """The bytes that keeping it takes, more or less."""
        return sys.getsizeof(self.text) + 500


class Shelf:
    """The texts that were sent with their hash: those of this process, and those of all."""

    def __init__(self, near: int = NEAR) -> None:
        self._near: Kept[Text] = Kept(near)

    def find(self, name: str) -> str:
        """Give the text of this hash; raises `Rejected`."""
        return self._near.get(name, lambda: self._fetched(name)).text

    def keep(self, name: str, text: str) -> None:
        """Keep a text that is known to be sound."""
        if len(text.encode()) <= LARGEST:
            self._near.get(name, lambda: self._shared(name, text))

    def _fetched(self, name: str) -> Text:
        try:
            text = caches["documents"].get(_place(name))
        except Exception as error:  # the store is away: whoever asks sends the text
            log.warning("Documents cannot be looked up: %s", error)
            text = None
        if not isinstance(text, str) or hashed(text) != name:  # or another took its place
            raise rejected("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return Text(text)

    def _shared(self, name: str, text: str) -> Text:
        try:
            caches["documents"].set(_place(name), text, SECONDS)
        except Exception as error:  # as above
            log.warning("Documents cannot be kept: %s", error)
        return Text(text)


@cache
def shelf() -> Shelf:
    """Give the texts that this process knows."""
    return Shelf()


def text_of(asked: Asked) -> str:
    """Give the text of the document that is asked for; raises `Rejected`."""
    if (listed := trusted(settings.TRUSTED_DOCUMENTS)) is not None:
        return _on_the_list(listed, asked)
    if asked.named is None:
        return asked.text or ""
    if not settings.PERSISTED_QUERIES:
        raise rejected("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    return shelf().find(asked.named) if asked.text is None else _checked(asked.named, asked.text)


def keep(asked: Asked) -> None:
    """Keep a document that was sent with its hash, once it has proven valid."""
    if asked.named is not None and asked.text is not None and not settings.TRUSTED_DOCUMENTS:
        shelf().keep(asked.named, asked.text)


def hashed(text: str) -> str:
    """Name a text by its hash."""
    return BY_HASH + sha256(text.encode(errors="surrogatepass")).hexdigest()


def rejected(reason: Reason, code: str) -> Rejected:
    """Say why a document is not taken; what is no sentence is what programs look for."""
    return Rejected([GraphQLError(str(reason), extensions={"code": code})])


def _on_the_list(listed: Manifest, asked: Asked) -> str:
    text = listed.find(asked.named, asked.text)
    if text is not None:
        return text
    if asked.text is None:
        reason = _("No document of this name is on this server’s list.")
        raise rejected(reason, "PERSISTED_QUERY_NOT_IN_LIST")
    reason = _("This server takes only the documents on its list, and this is none of them.")
    raise rejected(reason, "QUERY_NOT_IN_SAFELIST")


def _checked(name: str, text: str) -> str:
    if hashed(text) != name:
        reason = _("This hash is not that of the document that is sent with it.")
        raise rejected(reason, "PERSISTED_QUERY_HASH_MISMATCH")
    return text


def _place(name: str) -> str:
    return f"document:{int(name[-8:], 16) % PLACES}"
