"""What comes to the accounts' API has to be JSON to the letter, as what comes to the graph has."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from backend.graphql.doors.asking import Malformed, read_json

ACCOUNTS = "/_allauth/"

Respond = Callable[[HttpRequest], HttpResponse]


def strict_accounts(respond: Respond) -> Respond:
    """Refuse half characters, NaN and the like, which allauth would read and choke on."""

    def check(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ACCOUNTS) and request.method != "GET" and request.body:
            try:
                read_json(request.body)
            except Malformed as malformed:
                error = {"message": str(malformed.reason), "code": "invalid"}
                return JsonResponse({"status": 400, "errors": [error]}, status=400)
        return respond(request)

    return check
