"""Letters that readers stop: by one click, by the page behind it, or by a choice in the graph."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from backend import journal
from backend.journal.models import Entry
from backend.mail.facts import LettersResumed, LettersStopped
from backend.mail.messages import message_of
from backend.mail.models import Letter, Stop
from backend.mail.stopping import link_of, resume, stop
from backend.mail.writing import queue, queue_written

pytestmark = pytest.mark.django_db
WORDS = {"group": "Alliances", "name": "Léa", "reason": "Le mandat est fini."}


@pytest.fixture(autouse=True)
def _address(settings):
    settings.ADDRESS = "https://communs.example/"


def letter(**given):
    given = {"to": "lea@exemple.fr", "matter": "events", "language": "fr"} | given
    with journal.atomic():
        return queue(subject="Le séminaire", text="Voir <i> https://communs.example/a_b", **given)


def path_of(letter):
    return urlsplit(link_of(letter)).path


def test_a_letter_about_a_matter_says_how_to_stop_its_kind():
    made = message_of(letter())

    link = made.extra_headers["List-Unsubscribe"]
    assert link.startswith("<https://communs.example/letters/stop/")
    assert made.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Ne plus recevoir de lettres comme celle-ci\u00a0: {link[1:-1]}" in made.body
    ((html, _kind),) = made.alternatives
    assert f'<a href="{link[1:-1]}">' in html


def test_a_letter_without_a_matter_cannot_be_stopped():
    made = message_of(letter(matter=""))

    assert "List-Unsubscribe" not in made.extra_headers
    assert made.body == "Voir <i> https://communs.example/a_b"


def test_what_people_wrote_is_no_markup_in_html():
    ((html, _kind),) = message_of(letter()).alternatives

    assert "Voir &lt;i&gt; <a href=" in html
    assert "<i>" not in html


def test_a_letter_is_the_same_mail_each_time():
    made = letter()

    assert message_of(made).message().as_bytes() == message_of(made).message().as_bytes()


def test_one_click_stops_a_matter_for_an_address_and_no_other():
    made = letter()
    client = Client(enforce_csrf_checks=True)

    answer = client.post(path_of(made), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert list(Stop.objects.values_list("to", "matter")) == [("lea@exemple.fr", "events")]
    assert Entry.objects.latest("id").fact == LettersStopped(stop=Stop.objects.get().pk)
    with journal.atomic():
        given = {"language": "fr", "words": WORDS}
        assert (
            queue_written("groups/removal", to="Lea@exemple.fr", matter="events", **given) is None
        )
        assert queue_written("groups/removal", to="tom@exemple.fr", matter="events", **given)
        assert queue_written("groups/removal", to="lea@exemple.fr", matter="mentions", **given)
        assert queue_written("groups/removal", to="lea@exemple.fr", **given)


def test_what_merely_follows_links_stops_nothing():
    made = letter()

    page = Client().get(path_of(made))

    assert page.status_code == 200
    assert "Ne plus écrire à lea@exemple.fr" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert not Stop.objects.exists()


def test_a_second_click_changes_nothing():
    made = letter()
    Client().post(path_of(made))
    entries = journal.head()

    assert Client().post(path_of(made)).status_code == 200
    assert journal.head() == entries
    assert Stop.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "WyJhQGIuZnIiLCJldmVudHMiLCJmciJd:forged", "a:b:c"])
def test_a_link_that_we_did_not_sign_leads_nowhere(token):
    assert Client().post(f"/letters/stop/{token}").status_code == 404
    assert not Stop.objects.exists()


def test_resuming_is_a_fact_too():
    with journal.atomic():
        stop("lea@exemple.fr", ["events", "mentions"])
    key = Stop.objects.get(matter="events").pk

    with journal.atomic() as facts:
        resume("LEA@exemple.fr", ["events"])

    assert facts == [LettersResumed(stop=key)]
    assert list(Stop.objects.values_list("matter", flat=True)) == ["mentions"]


def test_a_letter_keeps_no_more_of_itself_than_before():
    made = letter()

    assert Letter.objects.get(pk=made.pk).matter == "events"
