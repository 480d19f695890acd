"""GraphQL over HTTP, to the letter of its specification.

POST takes `application/json`, or `multipart/form-data` with files; GET takes queries alone.
`Accept` chooses the answer's type, and the type the meaning of its status: under
`application/graphql-response+json`, which is ours when nothing is said, a document that is refused
answers 400; under `application/json`, which is ours when anything will do, every well-formed
request answers 200, but for one that asks for too much.
"""

from __future__ import annotations

from contextlib import closing
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from backend.graphql.context import Context
from backend.graphql.documents import Rejected

from .answers import DATABASE_AWAY, Told, dumps, told, told_error, told_failure, told_refusal
from .asking import Asked, Malformed, asked_in_body, asked_in_url
from .budgets import Account, TooFast
from .callers import context_of
from .parts import asked_in_parts
from .preparing import REFUSED, prepare, told_cost
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
    media = _media(request.headers.get("Accept", MODERN))
    if media is None:
        reason = _("An answer is %(modern)s or %(plain)s.") % {"modern": MODERN, "plain": PLAIN}
        return _respond(406, told_refusal(reason, "INVALID"), PLAIN)
    context = context_of(request)
    account = Account(context)
    try:
        status, answer = _answer(request, context, account, media)
    except TooFast as fast:
        status, answer = 429, {"errors": [told_failure(fast)]}
    return _respond(status, answer, media, account.headers)


def _answer(
    request: HttpRequest, context: Context, account: Account, media: str
) -> tuple[int, Told]:
    try:
        with closing(_ask(request)) as asked:
            return _perform(request, asked, context, account, media)
    except Malformed as malformed:
        account.spend(REFUSED, alone=True)
        return malformed.status, told_refusal(malformed.reason, malformed.code)


@lru_cache(maxsize=256)
def _media(accept: str) -> str | None:
    """Choose the type of an answer by what is accepted."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    preferred = request.get_preferred_type(OFFERED)
    return preferred.partition(";")[0] if preferred else None


def _ask(request: HttpRequest) -> Asked:
    """Read the request from where its method puts it; a URL never adds to a body."""
    if request.method == "GET":
        return _proven(request, asked_in_url(request.GET))
    if request.method != "POST":
        raise Malformed(_("Ask by POST, or by GET for queries."), 405)
    if request.content_type not in (PLAIN, MULTIPART) or not _is_utf8(request):
        raise Malformed(_("A request is application/json in UTF-8, or multipart/form-data."), 415)
    # Files are read first: the proof looks for a form's fields, and would read them for itself.
    asked = asked_in_body(request.body) if _is_plain(request) else asked_in_parts(request)
    return _proven(request, asked)


def _proven(request: HttpRequest, asked: Asked) -> Asked:
    if is_proven(request):
        return asked
    asked.close()
    reason = _("With a session cookie, send X-CSRFToken or X-Requested-With as well.")
    raise Malformed(reason, 403, "DENIED")


def _perform(
    request: HttpRequest, asked: Asked, context: Context, account: Account, media: str
) -> tuple[int, Told]:
    """Run an operation, and say by which status its answer goes."""
    try:
        prepared = prepare(asked, account)
        _check_kind(prepared.kind, request)
        return 200, told(prepared.execute(context), told_cost(prepared, account))
    except (Malformed, TooFast):
        raise
    except RecursionError:
        raise Malformed(_("The operation is nested too deeply.")) from None
    except Rejected as rejected:
        return _status_of_refusal(rejected, media), {"errors": _told_errors(rejected)}
    except Exception as error:  # a bug, or no database: told by its code alone
        return _status_of(error), {"errors": [told_failure(error)]}


def _status_of_refusal(rejected: Rejected, media: str) -> int:
    """Say no by 400; but programs of old take a refused document for an answer like any other."""
    is_too_much = any((each.extensions or {}).get("code") == "LIMITED" for each in rejected.errors)
    return 400 if media == MODERN or is_too_much else 200


def _told_errors(rejected: Rejected) -> list[Told]:
    return [told_error(error) for error in rejected.errors]


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


def _respond(
    status: int, answer: Told, media: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    kind = f"{media}; charset=utf-8"
    response = HttpResponse(dumps(answer), status=status, content_type=kind, headers=headers)
    response["Vary"] = "Accept"
    response["Cache-Control"] = "no-store"
    if status == 405:
        response["Allow"] = METHODS
    if status == 503:
        response["Retry-After"] = "2"
    return response
