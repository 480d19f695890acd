"""Where the small site is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from django.contrib.auth import get_user_model, login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from backend.graphql.doors.http import graphql
from backend.graphql.doors.process import live

closed: list[str] = []


def constant(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("constant", content_type="text/plain")


def signed_in(request: HttpRequest, name: str) -> JsonResponse:
    people = get_user_model().objects
    person, _new = people.get_or_create(username=name, defaults={"is_staff": name != "stranger"})
    login(request, person, "django.contrib.auth.backends.ModelBackend")
    return JsonResponse({"token": request.session.session_key, "csrf": get_token(request)})


def signed_out(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponse()


def expelled(_request: HttpRequest, name: str) -> HttpResponse:
    get_user_model().objects.filter(username=name).update(is_staff=False)
    return HttpResponse()


def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[str]:
        for number in range(5):
            yield f"{number}{threading.current_thread().name[:6]};" * 10_000
            yield ""

    return StreamingHttpResponse(pieces())


class Closing(HttpResponse):
    """A response that notes its end."""

    def close(self) -> None:
        super().close()
        closed.append("closed")


def closing(_request: HttpRequest) -> HttpResponse:
    return Closing()


def closings(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(closed, safe=False)


def worked(_request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse([threading.current_thread().name, id(connection.connection)], safe=False)


def broken(_request: HttpRequest) -> HttpResponse:
    raise ValueError


def state(_request: HttpRequest) -> JsonResponse:
    hub = live.hub
    return JsonResponse(
        {
            "sockets": live.sockets,
            "position": hub and hub.position,
            "listeners": hub and hub.listeners,
        }
    )


@csrf_exempt
def echo(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "method": request.method,
            "path": request.path,
            "query": request.GET.dict(),
            "size": len(request.body),
            "address": request.META["REMOTE_ADDR"],
        }
    )


urlpatterns = [
    path("graphql", graphql),
    path("constant", constant),
    path("signed-in/<name>", signed_in),
    path("signed-out", signed_out),
    path("expelled/<name>", expelled),
    path("streamed", streamed),
    path("closing", closing),
    path("closings", closings),
    path("worked", worked),
    path("broken", broken),
    path("state", state),
    path("écho", echo),
]
