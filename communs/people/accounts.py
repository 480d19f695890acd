"""Accounts: allauth's ways in and out, with their facts in our journal and their mail in our queue.

Nothing is mailed inside a request. So an answer takes the same time whether or not an address is
known, and no code is lost with a process.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.base.response import ConflictResponse
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone

from backend import journal
from backend.mail.writing import queue_written
from backend.rules import Actor

from .facts import AccountOpened, PersonJoined
from .models import Language, Person
from .signup import spoken

LETTERS = {  # allauth's name of each mail that our settings let it send, and ours
    "account/email/email_confirmation_signup": "people/verification",
    "account/email/email_confirmation": "people/verification",
    "account/email/password_reset_code": "people/password_reset",
    "account/email/account_already_exists": "people/account_exists",
    "account/email/unknown_account": "people/unknown_account",
}


class AccountAdapter(DefaultAccountAdapter):
    """What allauth does with accounts, done our way."""

    def save_user(
        self,
        request: HttpRequest,
        user: Any,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002
    ) -> Any:
        """Make a person of a sign-up: they belong once they have proven their address."""
        user.name = form.cleaned_data["name"]
        user.language = form.cleaned_data["language"]
        user.joined_at = None
        person = super().save_user(request, user, form, commit=False)  # hashes, which takes time
        if commit:
            try:
                with journal.atomic(by=Actor(person=person.pk)):
                    person.save(force_insert=True)
                    journal.record(AccountOpened(person=person.pk))
            except IntegrityError:  # the same sign-up, sent twice at once
                raise ImmediateHttpResponse(ConflictResponse(request)) from None
        return person

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign somebody in; the first time, they join: their address is proven by now."""
        with journal.atomic(by=Actor(person=user.pk)):
            super().login(request, user)
            if Person.objects.filter(pk=user.pk, joined_at=None).update(joined_at=timezone.now()):
                journal.record(PersonJoined(person=user.pk))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that it was signed up with again, in a sign-up's time."""
        make_password(email)  # kept nowhere: a quicker answer would tell that the address is known
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a letter, in the language of whoever will read it."""
        reader = Person.objects.filter(email=email.lower()).only("language").first()
        words = {"code": context.get("code"), "email": email, "front_end": settings.FRONT_END}
        with journal.atomic():
            queue_written(
                LETTERS[template_prefix],
                to=email,
                language=reader.language if reader else spoken(),
                words=words,
            )


def open_account(
    *,
    email: str,
    name: str,
    password: str | None = None,
    language: Language = Language.FR,
    is_moderator: bool = False,
) -> Person:
    """Make somebody a member whose address needs no proof: an operator vouches for it."""
    person = Person(
        email=email.strip().lower(), name=name, language=language, is_moderator=is_moderator
    )
    person.set_password(password)
    with journal.atomic():
        person.save(force_insert=True)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        journal.record(AccountOpened(person=person.pk))
        journal.record(PersonJoined(person=person.pk))
    return person
