"""Who calls: the person and the session behind a request or a socket message, as an Actor.

The domain decides that; the settings name the functions: ACTOR_OF_REQUEST for what came by HTTP,
ACTOR_OF_TOKEN for a token given to a socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation.trans_real import parse_accept_lang_header

from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.rules import Actor


class TokenRefused(Exception):
    """A token that is nobody's, or nobody's any more."""


@dataclass(frozen=True)
class SocketCaller:
    """Who is at the other end of a socket: asked anew for each message, so a logout counts."""

    scope: dict[str, Any]
    language: str
    token: str | None = None

    def context(self) -> Context:
        """Make the context of one message; uses the database."""
        request = _request(self.scope)
        if self.token is None:
            return Context(actor=_actor(request), request=request)
        actor = import_string(settings.ACTOR_OF_TOKEN)(self.token)
        if actor is None:
            raise TokenRefused
        return Context(actor=actor, request=request)


def context_of(request: HttpRequest) -> Context:
    """Make the context of an HTTP request; who asks is looked up when a field wants to know."""
    return Context(request=request, asking=lambda: _actor(request))


def is_signed_in(scope: dict[str, Any]) -> bool:
    """Whether somebody with a session sends a request, by its head alone; uses the database."""
    return _actor(_request(scope)).is_signed_in


def documents() -> Documents:
    """Give the graph's documents: the settings name them."""
    return cast(Documents, import_string(settings.DOCUMENTS))


def language_of(headers: dict[bytes, bytes]) -> str:
    """Choose the language of a caller whom Django has not seen."""
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    for code, _quality in parse_accept_lang_header(accepted):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def _request(scope: dict[str, Any]) -> HttpRequest:
    """Read a head (a handshake, a request whose body is to come) as a request, with its cookies."""
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    return request


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, import_string(settings.ACTOR_OF_REQUEST)(request))


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
