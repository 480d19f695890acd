"""Sending letters, one by one, so that none stands in the way of another.

A letter is marked after it was sent: killed in between, we send it again, under the same
Message-ID, by which mail programs see that they have it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core import mail
from django.utils import timezone

from backend import journal

from .messages import message_of
from .models import Letter

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=5)  # before the second attempt; each next one is twice as long
ATTEMPTS = 12  # spread over some six hours
PERMANENT = 500  # SMTP codes from here on: the same letter will be refused again
UNSENDABLE = (ValueError, UnicodeError)  # an address or a header that no mail can have
TROUBLE = (SMTPException, OSError, *UNSENDABLE)


def send_due(most: int = 100) -> int:
    """Try the letters that are due; give how many there were.

    When the server itself is in trouble, the others wait for the next round, untried: the one
    that met it first has gone to the back of the queue.
    """
    letters = list(Letter.objects.due(timezone.now())[:most])
    if letters:
        connection = mail.get_connection()
        try:
            _send(letters, connection)
        finally:
            with suppress(*TROUBLE):
                connection.close()
    return len(letters)


def _send(letters: Sequence[Letter], connection: Any) -> None:
    for letter in letters:
        try:
            connection.open()
            connection.send_messages([message_of(letter)])
        except TROUBLE as error:
            _postpone(letter, error, at=timezone.now())
            if _is_cut(error):
                return
        else:
            _done(letter, sent_at=timezone.now())


def _postpone(letter: Letter, error: Exception, *, at: datetime) -> None:
    letter.attempts += 1
    letter.error = f"{type(error).__name__}: {error}"[:300]
    if _is_permanent(error) or letter.attempts >= ATTEMPTS:
        log.error("The letter %s is given up: %s", letter.pk, letter.error)
        _done(letter, failed_at=at)
        return
    letter.next_attempt_at = at + FIRST_PAUSE * 2 ** (letter.attempts - 1)
    _save(letter, "attempts", "error", "next_attempt_at")


def _done(letter: Letter, **when: datetime) -> None:
    letter.text = ""  # codes and tokens do not stay
    letter.next_attempt_at = None
    for name, moment in when.items():
        setattr(letter, name, moment)
    _save(letter, "text", "attempts", "error", "next_attempt_at", *when)


def _save(letter: Letter, *columns: str) -> None:
    with journal.atomic():  # in turn with other writers
        letter.save(update_fields=columns)


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _said in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= PERMANENT
    return isinstance(error, UNSENDABLE)


def _is_cut(error: Exception) -> bool:
    """Whether the server, or how we speak to it, is in trouble, rather than this letter."""
    return not isinstance(error, (SMTPRecipientsRefused, SMTPDataError, *UNSENDABLE))
