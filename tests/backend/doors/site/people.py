"""Who asks at the small site: Django's own users; the staff are members of everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from backend.rules import NOBODY, Actor


def actor_of_request(request: HttpRequest) -> Actor:
    if token := request.headers.get("X-Session-Token"):
        return actor_of_token(token) or NOBODY
    return _actor(request.user, request.session.session_key)


def actor_of_token(token: str) -> Actor | None:
    person = (
        get_user_model().objects.filter(pk=SessionStore(token).get(SESSION_KEY), is_active=True)
    ).first()
    return _actor(person, token) if person else None


def _actor(person: Any, session: str | None) -> Actor:
    if not person.is_authenticated:
        return NOBODY
    held = {"public", "members"} if person.is_staff else {"public"}
    return Actor(person=person.username, audiences=frozenset(held), session=session)


def still_hearing(actors: Sequence[Actor], audience: str) -> list[bool]:
    if audience == "public":
        return [True] * len(actors)
    staff = set(get_user_model().objects.filter(is_staff=True).values_list("username", flat=True))
    sessions = set(
        Session.objects.filter(
            pk__in={actor.session for actor in actors}, expire_date__gt=timezone.now()
        ).values_list("pk", flat=True)
    )
    return [actor.person in staff and actor.session in sessions for actor in actors]
