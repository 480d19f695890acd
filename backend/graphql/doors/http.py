"""GraphQL over HTTP, to the letter of its specification.

POST takes `application/json`, or `multipart/form-data` with files; GET takes queries alone.
`Accept` chooses the answer's type, and the type the meaning of its status: under
`application/graphql-response+json` a document that is refused answers 400; under
`application/json`, which it is when nothing is asked for, every well-formed request answers 200.
"""

from __future__ import annotations

from contextlib import closing

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from backend.graphql.documents import Rejected
from backend.rules import Reason

from .answers import DATABASE_AWAY, Told, dumps, told, told_error, told_failure, told_refusal
from .asking import Asked, Malformed, asked_in_body, asked_in_url
from .callers import context_of, documents
from .parts import asked_in_parts
from .proofs import is_proven

MODERN = "application/graphql-response+json"
PLAIN = "application/json"
MULTIPART = "multipart/form-data"
OFFERED = [PLAIN, f"{PLAIN}; charset=utf-8", MODERN, f"{MODERN}; charset=utf-8"]
METHODS = "GET, POST, OPTIONS"


@csrf_exempt  # `is_proven` asks for the same, and for less where no cookie speaks
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL request."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS})
    preferred = request.get_preferred_type(OFFERED)
    if preferred is None:
        reason = _("An answer is %(modern)s or %(plain)s.") % {"modern": MODERN, "plain": PLAIN}
        return _refuse(406, reason, PLAIN)
    media = preferred.partition(";")[0]
    try:
        with closing(_ask(request)) as asked:
            return _respond(*_perform(request, asked, media), media)
    except Malformed as malformed:
        return _refuse(malformed.status, malformed.reason, media, malformed.code)


def _ask(request: HttpRequest) -> Asked:
    """Read the request from where its method puts it; a URL never adds to a body."""
    if request.method == "GET":
        return asked_in_url(request.GET)
    if request.method != "POST":
        raise Malformed(_("Ask by POST, or by GET for queries."), 405)
    if request.content_type not in (PLAIN, MULTIPART) or not _is_utf8(request):
        raise Malformed(_("A request is application/json in UTF-8, or multipart/form-data."), 415)
    # Files are read first: the proof looks for a form's fields, and would read them for itself.
    asked = asked_in_body(request.body) if _is_plain(request) else asked_in_parts(request)
    if not is_proven(request):
        asked.close()
        reason = _("With a session cookie, send X-CSRFToken or X-Requested-With as well.")
        raise Malformed(reason, 403, "DENIED")
    return asked


def _perform(request: HttpRequest, asked: Asked, media: str) -> tuple[int, Told]:
    """Run an operation, and say by which status its answer goes."""
    try:
        prepared = documents().prepare(asked.text, asked.operation_name, asked.variables)
        _check_kind(prepared.kind, request)
        return 200, told(prepared.execute(context_of(request)))
    except Malformed:
        raise
    except RecursionError:
        raise Malformed(_("The operation is nested too deeply.")) from None
    except Rejected as rejected:
        errors = [told_error(error) for error in rejected.errors]
        return (400 if media == MODERN else 200), {"errors": errors}
    except Exception as error:  # a bug, or no database: told by its code alone
        return _status_of(error), {"errors": [told_failure(error)]}


def _status_of(error: Exception) -> int:
    return 503 if isinstance(error, DATABASE_AWAY) else 500


def _check_kind(kind: str, request: HttpRequest) -> None:
    if kind == "subscription":
        raise Malformed(_("Subscriptions are heard over WebSocket, at this same address."))
    if kind == "mutation" and request.method != "POST":
        raise Malformed(_("Mutations are sent by POST."), 405)


def _is_plain(request: HttpRequest) -> bool:
    return request.content_type == PLAIN


def _is_utf8(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.strip('"').lower() in ("utf-8", "utf8")


def _respond(status: int, answer: Told, media: str) -> HttpResponse:
    response = HttpResponse(dumps(answer), status=status, content_type=f"{media}; charset=utf-8")
    response["Vary"] = "Accept"
    response["Cache-Control"] = "no-store"
    if status == 405:
        response["Allow"] = METHODS
    if status == 503:
        response["Retry-After"] = "2"
    return response


def _refuse(status: int, reason: Reason, media: str, code: str = "INVALID") -> HttpResponse:
    return _respond(status, told_refusal(reason, code), media)
