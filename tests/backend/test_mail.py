"""Mail: queued with its cause, sent by a follower over real SMTP, and never twice as another."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend import journal
from backend.journal.following import advance, catch_up
from backend.journal.models import Cursor, Entry
from backend.mail import sending
from backend.mail.facts import LetterQueued
from backend.mail.follower import MailFollower
from backend.mail.models import Letter
from backend.mail.sending import ATTEMPTS, FIRST_PAUSE
from backend.mail.writing import queue, written

pytestmark = pytest.mark.django_db


class Sink:
    """An SMTP server's mind: it refuses, stalls or takes, by address, and keeps what it took."""

    def __init__(self):
        self.taken = []
        self.refusing = {}  # address: what it is told at RCPT
        self.refusing_data = {}  # address: what it is told after DATA
        self.stalling = set()  # addresses on which the server goes silent
        self.tried = []
        self.released = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.tried.append(address)
        if address in self.stalling:
            await server.loop.run_in_executor(None, self.released.wait, 10)
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        if address in self.refusing_data:
            return self.refusing_data[address]
        self.taken.append((address, envelope.content.decode()))
        return "250 OK"

    @property
    def addresses(self):
        return [address for address, _content in self.taken]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def smtp(settings):
    """Settings that lead to a server which is not there yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 1
    settings.DEFAULT_FROM_EMAIL = "Communs <mail@communs.example>"
    return settings


@pytest.fixture
def serve(smtp):
    """Start the server on the port that the settings name."""
    running = []

    def start(sink):
        controller = Controller(sink, hostname="127.0.0.1", port=smtp.EMAIL_PORT)
        controller.start()
        running.append((controller, sink))
        return sink

    yield start
    for controller, sink in running:
        sink.released.set()
        controller.stop()


@pytest.fixture
def sink(serve):
    return serve(Sink())


def letter(to="lea@exemple.fr", text="Votre code : QZ-KW", **given):
    with journal.atomic():
        return queue(to=to, subject="Économie de l'alliance", text=text, **given)


def later(letter):
    """Let time pass for a letter that waits."""
    Letter.objects.filter(pk=letter.pk).update(
        next_attempt_at=timezone.now() - timedelta(seconds=1)
    )


def told(letter):
    letter.refresh_from_db()
    return (bool(letter.sent_at), bool(letter.failed_at), letter.attempts, letter.text)


SENT = (True, False, 0, "")

# --- queueing -----------------------------------------------------------------------------------


def test_a_letter_is_queued_with_its_fact():
    made = letter()

    assert Entry.objects.get().fact == LetterQueued(letter=made.pk)
    assert Entry.objects.get().topic == f"letter:{made.pk}"
    assert made.text not in str(Entry.objects.get().data)


def test_what_was_undone_mails_nothing():
    with suppress(KeyError), journal.atomic():
        queue(to="lea@exemple.fr", subject="Bonjour", text="…")
        raise KeyError

    assert (Letter.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_subject_stays_on_its_line():
    with journal.atomic():
        made = queue(to="lea@exemple.fr", subject="Bonjour\r\nBcc: tom@exemple.fr", text="…")

    assert made.subject == "Bonjour Bcc: tom@exemple.fr"


def test_a_letter_is_written_plainly():
    words = {
        "group": "L'alliance & <nous>",
        "inviter": "Ana",
        "token": "t",
        "until": timezone.now(),
    }

    subject, text = written("groups/invitation", language="en", words=words)

    assert subject == "Invitation to join “L'alliance & <nous>”"
    assert "Ana invites you to join the group “L'alliance & <nous>”." in text


def test_the_database_refuses_a_letter_that_is_sent_and_still_has_its_text():
    made = letter()

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(sent_at=timezone.now(), next_attempt_at=None)


# --- sending ------------------------------------------------------------------------------------


def test_a_letter_is_sent_and_its_text_is_gone(sink):
    made = letter(language="fr")

    catch_up(MailFollower())

    ((address, content),) = sink.taken
    lines = content.partition("\r\n\r\n")[0].split("\r\n")
    text, html = message_from_string(content, policy=default).iter_parts()
    assert address == "lea@exemple.fr"
    assert text.get_content().strip() == "Votre code : QZ-KW"
    assert html.get_content_type() == "text/html"
    assert "<p>Votre code : QZ-KW</p>" in html.get_content()
    assert "From: Communs <mail@communs.example>" in lines
    assert "To: lea@exemple.fr" in lines
    assert f"Message-ID: <{made.pk}@communs.example>" in lines
    assert "Auto-Submitted: auto-generated" in lines
    assert "Content-Language: fr" in lines
    assert told(made) == SENT
    assert Cursor.objects.get(name="mail").position == journal.head()


def test_what_was_sent_is_not_sent_again(sink):
    letter()
    catch_up(MailFollower())
    Cursor.objects.update(position=0)

    catch_up(MailFollower())

    assert sink.addresses == ["lea@exemple.fr"]


def test_killed_between_sending_and_marking_the_same_mail_goes_out_again(sink, monkeypatch):
    made = letter()

    def die(*_args, **_given):
        raise SystemExit

    monkeypatch.setattr(sending, "_done", die)
    with pytest.raises(SystemExit):
        advance(MailFollower())
    monkeypatch.undo()
    catch_up(MailFollower())

    (_one, first), (_two, second) = sink.taken
    assert first == second
    assert f"Message-ID: <{made.pk}@communs.example>" in first
    assert told(made) == SENT


@pytest.mark.parametrize("where", ["refusing", "refusing_data"])
def test_a_refused_address_is_given_up_and_stands_in_nobodys_way(sink, caplog, where):
    getattr(sink, where)["bad@exemple.fr"] = "550 No such user"
    before, bad, after = letter("a@exemple.fr"), letter("bad@exemple.fr"), letter("b@exemple.fr")

    catch_up(MailFollower())

    assert sink.addresses == ["a@exemple.fr", "b@exemple.fr"]
    assert told(before) == told(after) == SENT
    assert told(bad) == (False, True, 1, "")
    assert f"The letter {bad.pk} is given up" in caplog.text
    assert "QZ-KW" not in caplog.text


def test_an_address_that_no_mail_can_have_is_given_up(sink):
    bad, good = letter("a b@exemple.fr\nBcc: x@y.fr"), letter()

    catch_up(MailFollower())

    assert told(bad) == (False, True, 1, "")
    assert told(good) == SENT


def test_a_letter_refused_for_now_is_tried_again_after_growing_pauses(sink):
    sink.refusing["lea@exemple.fr"] = "451 Greylisted, come back"
    made, other = letter(), letter("tom@exemple.fr")
    pauses = []

    for _attempt in range(3):
        catch_up(MailFollower())
        made.refresh_from_db()
        pauses.append(round((made.next_attempt_at - timezone.now()) / FIRST_PAUSE))
        later(made)
    del sink.refusing["lea@exemple.fr"]
    catch_up(MailFollower())

    assert pauses == [1, 2, 4]
    assert sink.addresses == ["tom@exemple.fr", "lea@exemple.fr"]
    assert told(made) == (True, False, 3, "")
    assert told(other) == SENT


def test_a_letter_that_waits_is_not_tried_before_its_time(sink):
    sink.refusing["lea@exemple.fr"] = "451 Come back"
    letter()

    catch_up(MailFollower())
    catch_up(MailFollower())

    assert sink.tried == ["lea@exemple.fr"]


def test_after_some_attempts_a_letter_is_given_up_with_a_line_in_the_log(sink, caplog):
    sink.refusing["lea@exemple.fr"] = "451 Come back"
    made = letter()
    Letter.objects.update(attempts=ATTEMPTS - 1)

    catch_up(MailFollower())

    assert told(made) == (False, True, ATTEMPTS, "")
    assert "is given up: SMTPRecipientsRefused" in caplog.text


def test_all_wait_while_the_server_is_away_and_go_when_it_is_back(serve):
    letters = [letter(f"{name}@exemple.fr") for name in ("a", "b", "c")]

    for attempts in ([1, 0, 0], [1, 1, 0]):  # in each round one tries for all
        MailFollower().rest()
        assert [told(each)[2] for each in letters] == attempts
    assert told(letters[0]) == (False, False, 1, "Votre code : QZ-KW")

    sink = serve(Sink())
    later(letters[0])
    later(letters[1])
    catch_up(MailFollower())

    assert sorted(sink.addresses) == ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]
    assert [told(each)[0] for each in letters] == [True] * 3


def test_an_address_on_which_the_server_stalls_holds_up_the_others_for_one_round(sink):
    sink.stalling.add("slow@exemple.fr")
    slow, other = letter("slow@exemple.fr"), letter("tom@exemple.fr")

    catch_up(MailFollower())
    MailFollower().rest()

    assert sink.addresses == ["tom@exemple.fr"]
    assert told(slow)[:3] == (False, False, 1)
    assert told(other) == SENT


def test_resting_with_nothing_due_is_one_query(queries):
    assert queries(MailFollower().rest) == 1


def test_without_a_server_mail_goes_where_the_settings_say():
    letter()

    catch_up(MailFollower())

    assert [message.to for message in mail.outbox] == [["lea@exemple.fr"]]
