"""Letters to those who come: of their own registration, of what moved and what was called off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from backend.journal.following import advance, catch_up
from backend.journal.models import Cursor, Entry
from backend.mail.models import Letter
from communs.events import actions as meeting
from communs.events import facts
from communs.groups import actions as grouping
from communs.registrations import actions
from communs.registrations.followers import RegistrationsFollower
from communs.registrations.letters import tell, when
from communs.registrations.models import Registration
from communs.threads.reach import Reach

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
YEAR = timezone.now().year + 1


def at(month, day, hour, minute=0):
    """Give an hour of next year, by the clocks of Paris."""
    return datetime(YEAR, month, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def event(cast):
    return planned(cast)


def planned(cast, of="listed", **given):
    usual = {
        "title": "Webinaire",
        "starts_at": at(3, 20, 9),
        "ends_at": at(3, 20, 11),
        "time_zone": "Europe/Paris",
        "place": "Cahors",
        "reach": Reach.GROUP,
    }
    return cast.perform(meeting.plan_event, "ana", group=cast.groups[of], **usual | given)


def opened(cast, **given):
    return cast.perform(actions.open_registration, "ana", **given)


def coming(cast, desk, *people):
    for who in people:
        cast.perform(actions.register, who, desk=desk)


def edit(cast, event, **given):
    event.refresh_from_db()
    return cast.perform(meeting.edit_event, "ana", event=event, revision=event.revision, **given)


def told():
    """Let the follower go on; give who was told what, from the oldest letter on, and forget it."""
    catch_up(RegistrationsFollower())
    letters = [
        (letter.to.partition("@")[0], letter.subject.replace("\u00a0", " "), letter.text)
        for letter in Letter.objects.order_by("created_at", "id")
    ]
    Letter.objects.all().delete()
    return letters


def subjects():
    return [(who, subject) for who, subject, _text in told()]


# --- of one's own registration --------------------------------------------------------------


def test_one_is_told_of_a_place_of_waiting_and_of_moving_up(cast, event):
    desk = opened(cast, event=event, capacity=1)
    coming(cast, desk, "bo", "ob")

    assert subjects() == [
        ("bo", "Inscription confirmée : Webinaire"),
        ("ob", "Liste d’attente : Webinaire"),
    ]
    cast.perform(actions.cancel_registration, "bo", desk=desk)
    assert subjects() == [("ob", "Une place pour vous : Webinaire")]
    coming(cast, desk, "bo")
    cast.perform(actions.edit_registration, "ana", desk=desk, revision=1, capacity=2)
    assert subjects() == [
        ("bo", "Liste d’attente : Webinaire"),
        ("bo", "Une place pour vous : Webinaire"),
    ]


def test_whose_registration_others_cancelled_is_told_why(cast, event):
    desk = opened(cast, event=event)
    coming(cast, desk, "bo")
    told()

    given = {"person": cast.person("bo"), "reason": "Réservé aux nouveaux."}
    cast.perform(actions.cancel_registration_of, "mo", desk=desk, **given)

    ((who, subject, text),) = told()
    assert (who, subject) == ("bo", "Inscription annulée : Webinaire")
    assert "Bonjour Bo," in text
    assert "Réservé aux nouveaux." in text


def test_each_is_told_in_their_language_by_the_clocks_of_the_place(cast):
    reunion = planned(cast, time_zone="Indian/Reunion", title="À Saint-Denis")
    person = cast.person("bo")
    person.language = "en"
    person.save()
    coming(cast, opened(cast, event=reunion), "bo", "ob")

    (_, english, bo), (_, french, ob) = told()

    assert english == "You are registered: À Saint-Denis"
    assert f"20 March {YEAR}, 12:00 \u2013 14:00 (Indian/Reunion)" in bo
    assert french == "Inscription confirmée : À Saint-Denis"
    assert f"20 mars {YEAR}, 12h00 \u2013 14h00 (Indian/Reunion)" in ob


def test_a_cycle_and_a_session_are_told_by_what_they_are(cast, event):
    cycle = cast.perform(meeting.start_cycle, "ana", group=cast.group, title="Les jeudis")
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    session = cast.perform(meeting.add_session, "ana", event=event, title="Atelier", **times)
    for given in ({"cycle": cycle}, {"session": session}):
        coming(cast, opened(cast, **given), "bo")

    assert subjects() == [
        ("bo", "Inscription confirmée : Les jeudis"),
        ("bo", "Inscription confirmée : Webinaire · Atelier"),
    ]


@pytest.mark.parametrize(
    ("begin", "end", "french"),
    [
        (  # the night the clocks go forward
            datetime(2026, 3, 28, 22, tzinfo=UTC),
            datetime(2026, 3, 29, 6, tzinfo=UTC),
            "samedi 28 mars 2026, 23h00 \u2013 dimanche 29 mars 2026, 8h00 (Europe/Paris)",
        ),
        (  # the hour that comes twice
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
            "dimanche 25 octobre 2026, 2h30 \u2013 3h30 (Europe/Paris)",
        ),
    ],
)
def test_times_are_told_right_across_summer_time(begin, end, french):
    assert when(begin, end, "Europe/Paris", "fr") == french


# --- of what moved --------------------------------------------------------------------------


def test_those_with_a_place_and_those_who_wait_are_told_of_a_move_over_the_summer_time(cast, event):
    coming(cast, opened(cast, event=event, capacity=1), "bo", "ob")
    told()

    edit(cast, event, starts_at=at(4, 3, 9), ends_at=at(4, 3, 11))

    letters = told()
    assert [(who, subject) for who, subject, _ in letters] == [
        ("bo", "Déplacé : Webinaire"),
        ("ob", "Déplacé : Webinaire"),
    ]
    for _who, _subject, text in letters:
        assert f"20 mars {YEAR}, 9h00 \u2013 11h00 (Europe/Paris)" in text
        assert f"3 avril {YEAR}, 9h00 \u2013 11h00 (Europe/Paris)" in text
        assert "lieu" not in text
    assert {row.starts_at for row in Registration.objects.all()} == {at(4, 3, 9)}


def test_a_new_place_is_told_and_the_loss_of_one(cast, event):
    coming(cast, opened(cast, event=event), "bo")
    told()

    edit(cast, event, place="Lille")
    ((_, _, text),) = told()
    assert "Nouveau lieu\u00a0: Lille" in text
    assert "Jusqu’ici" not in text

    edit(cast, event, place="")
    ((_, _, text),) = told()
    assert "Il n’y a plus de lieu indiqué." in text


def test_two_moves_are_told_one_by_one(cast, event):
    coming(cast, opened(cast, event=event), "bo")
    told()
    edit(cast, event, ends_at=at(3, 20, 12))
    edit(cast, event, ends_at=at(3, 20, 13))

    first, second = (text for _, _, text in told())

    assert "9h00 \u2013 11h00" in first
    assert "9h00 \u2013 12h00" in first
    assert "9h00 \u2013 12h00" in second
    assert "9h00 \u2013 13h00" in second


@pytest.mark.parametrize(
    ("given", "moved"),
    [
        ({"title": "Autre"}, False),
        ({"starts_at": at(3, 20, 9).astimezone(UTC), "place": " Cahors "}, False),
        ({"online_url": "https://visio.example/"}, False),
        ({"time_zone": "Europe/Lisbon"}, True),
        ({"place": "Lille"}, True),
        ({"ends_at": at(3, 20, 12)}, True),
    ],
)
def test_only_what_really_moved_is_told(cast, event, given, moved):
    coming(cast, opened(cast, event=event), "bo")
    told()
    cast.facts()

    edit(cast, event, **given)

    kinds = [type(fact) for fact in cast.facts()]
    assert kinds == [facts.EventEdited, *[facts.EventRescheduled] * moved]
    assert len(told()) == moved


def test_a_session_that_moves_is_told_to_all_who_come_to_it_each_once(cast):
    cycle = cast.perform(meeting.start_cycle, "ana", group=cast.group, title="Les jeudis")
    event = planned(cast, cycle=cycle)
    times = {"starts_at": at(3, 20, 9), "ends_at": at(3, 20, 10)}
    session = cast.perform(meeting.add_session, "ana", event=event, title="Atelier", **times)
    desks = [opened(cast, **given) for given in ({"event": event}, {"session": session})]
    desks.append(opened(cast, cycle=cycle))
    coming(cast, desks[0], "bo", "ob")
    coming(cast, desks[1], "bo", "mo")
    coming(cast, desks[2], "bo", "ana")
    told()

    given = {"session": session, "revision": 1, "ends_at": at(3, 20, 11)}
    cast.perform(meeting.edit_session, "ana", **given)

    letters = told()
    assert sorted((who, subject) for who, subject, _ in letters) == [
        (who, "Déplacé : Webinaire · Atelier") for who in ("ana", "bo", "mo", "ob")
    ]
    assert "9h00 \u2013 10h00" in letters[0][2]
    assert "9h00 \u2013 11h00" in letters[0][2]


def test_whoever_came_later_knew_it_already_and_whoever_left_does_not_care(cast, event):
    desk = opened(cast, event=event)
    coming(cast, desk, "bo", "ob")
    cast.perform(actions.cancel_registration, "bo", desk=desk)
    edit(cast, event, place="Lille")
    coming(cast, desk, "mo")

    moved = [who for who, subject in subjects() if subject.startswith("Déplacé")]

    assert moved == ["ob"]


def test_to_put_the_past_right_is_told_to_nobody(cast, event):
    coming(cast, opened(cast, event=event), "bo")
    told()
    past = timezone.now() - timedelta(days=9)
    type(event).objects.update(starts_at=past, ends_at=past + timedelta(hours=1))

    edit(cast, event, ends_at=past + timedelta(hours=2))
    cast.perform(meeting.cancel_event, "ana", event=event, reason="Non.")

    assert told() == []


# --- of what was called off -----------------------------------------------------------------


def test_what_is_called_off_is_told_to_those_who_come_with_the_reason(cast, event):
    times = {"starts_at": at(3, 20, 9), "ends_at": at(3, 20, 10)}
    session = cast.perform(meeting.add_session, "ana", event=event, title="Atelier", **times)
    coming(cast, opened(cast, event=event, capacity=1), "bo", "ob")
    coming(cast, opened(cast, session=session), "mo", "bo")
    told()

    cast.perform(meeting.cancel_session, "ana", session=session, reason="Salle prise.")
    first = told()
    cast.perform(meeting.cancel_event, "ana", event=event, reason="Grève.")
    second = told()

    for letters, title, reason in (
        (first, "Webinaire · Atelier", "Salle prise."),
        (second, "Webinaire", "Grève."),
    ):
        assert sorted((who, subject) for who, subject, _ in letters) == [
            (who, f"Annulé : {title}") for who in ("bo", "mo", "ob")
        ]
        assert all(reason in text for _, _, text in letters)


# --- once, and only what is still theirs ----------------------------------------------------


def test_an_entry_that_comes_again_tells_nobody_again(cast, event):
    coming(cast, opened(cast, event=event), "bo", "ob")
    edit(cast, event, place="Lille")
    assert len(told()) == 4

    Cursor.objects.filter(name="registrations").update(position=0)

    assert told() == []


def test_a_follower_that_died_between_two_batches_tells_the_others_when_it_comes_back(cast, event):
    coming(cast, opened(cast, event=event), "bo", "ob", "mo", "ana")
    told()
    edit(cast, event, place="Lille")
    entry = Entry.objects.get(kind=facts.EventRescheduled.kind())
    first = [cast.person(who).pk for who in ("bo", "mo")]
    tell(entry, "rescheduled", first, audience=event.audience, words=lambda _language: {})
    Letter.objects.all().delete()

    assert sorted(who for who, _subject in subjects()) == ["ana", "ob"]


def test_many_are_told_batch_by_batch_each_once(cast, event, monkeypatch):
    monkeypatch.setattr("communs.registrations.letters.BATCH", 2)
    coming(cast, opened(cast, event=event), "bo", "ob", "mo", "ana")
    told()

    edit(cast, event, place="Lille")

    assert sorted(who for who, _subject in subjects()) == ["ana", "bo", "mo", "ob"]


def test_whoever_left_a_hidden_group_is_told_nothing_of_its_events(cast):
    event = planned(cast, "hidden")
    desk = opened(cast, event=event)
    coming(cast, desk, "bo", "ob")
    told()

    cast.perform(grouping.leave_group, "bo", group=cast.groups["hidden"])
    edit(cast, event, place="Lille")
    cast.perform(meeting.cancel_event, "ana", event=event, reason="Grève.")

    assert {who for who, _subject in subjects()} == {"ob"}


def test_whoever_was_suspended_is_told_nothing(cast, event):
    coming(cast, opened(cast, event=event), "bo", "ob")
    told()
    person = cast.person("bo")
    person.is_active = False
    person.save()

    edit(cast, event, place="Lille")

    assert [who for who, _subject in subjects()] == ["ob"]


def test_telling_costs_the_same_per_batch_and_person(cast, event, queries):
    desk = opened(cast, event=event)
    coming(cast, desk, "bo", "ob")
    told()
    edit(cast, event, place="Lille")
    two = queries(lambda: advance(RegistrationsFollower()))
    coming(cast, desk, "mo", "ana")
    told()
    edit(cast, event, place="Cahors")

    four = queries(lambda: advance(RegistrationsFollower()))

    assert four - two <= 2 * 2  # a letter each, and what is recorded of it
