"""The demo's mailbox: it shows what was written, and only the demo has one."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from backend import journal
from backend.mail.messages import message_of
from backend.mail.writing import queue

PAGES = ("/mailbox", "/mailbox/letters.json", "/mailbox/x-0.html")


@pytest.fixture
def sent(db, settings):
    """Two letters, as the demo's server keeps them."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(settings.VAR / "mail")
    with journal.atomic():
        letters = [
            queue(to=f"{name}@communs.example", subject=f"L’été <{name}>", text=f"À {name} <b>")
            for name in ("lea", "tom")
        ]
    mail.get_connection().send_messages([message_of(letter) for letter in letters])


@pytest.mark.parametrize("page", PAGES)
def test_only_the_demo_has_a_mailbox(db, page):
    assert Client().get(page).status_code == 404


def test_letters_are_shown_the_newest_first(sent):
    shown = Client().get("/mailbox/letters.json").json()["letters"]

    assert [(each["to"], each["subject"], each["text"].strip()) for each in shown] == [
        ("tom@communs.example", "L’été <tom>", "À tom <b>"),
        ("lea@communs.example", "L’été <lea>", "À lea <b>"),
    ]


def test_a_letter_is_shown_as_html_that_can_do_nothing(sent):
    (first, _second) = Client().get("/mailbox/letters.json").json()["letters"]

    page = Client().get(f"/mailbox/{first['id']}.html")

    assert "<p>À tom &lt;b&gt;</p>" in page.content.decode()
    assert page["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("name", ["x-0", "..%2f..%2fsecret_key", "x"])
def test_a_letter_that_is_not_there_is_not_shown(sent, name):
    assert Client().get(f"/mailbox/{name}.html").status_code == 404


def test_the_page_itself_is_the_demos(sent):
    page = Client().get("/mailbox")

    assert page.status_code == 200
    assert "mailbox.js" in page.content.decode()
