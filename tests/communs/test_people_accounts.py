"""Accounts over HTTP: signing up, in and out, by cookie and by token; each mail as it is read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from asgiref.sync import async_to_sync
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session as DjangoSession
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from backend.audiences import NETWORK
from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.mail.facts import LetterQueued
from backend.mail.follower import MailFollower
from backend.mail.models import Letter
from backend.models import new_key
from backend.rules import NOBODY
from communs.groups.actors import actor_of, actor_of_request, actor_of_token, still_hearing
from communs.people import facts
from communs.people.accounts import LETTERS, open_account
from communs.people.models import Language, Person, Session
from communs.people.session_store import FORMER_BACKEND, SessionStore
from communs.people.sessions import by_token, person_and_session

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD, WRONG = "lea@exemple.fr", "trois lapins bleus", "deux lapins roses"
CODE = re.compile(r"^[A-Z0-9-]{6,}$", re.MULTILINE)


class Door:
    """A front end: one in a browser, with cookies, or any other, with a token."""

    def __init__(self, kind, language="fr"):
        self.kind = kind
        self.token = None
        self.http = Client(enforce_csrf_checks=True, headers={"accept-language": language})

    def call(self, method, path, **body):
        headers = {"x-session-token": self.token} if self.token else {}
        if self.kind == "browser":
            headers["x-csrftoken"] = self._proof()
        answer = self.http.generic(
            method,
            f"/_allauth/{self.kind}/v1/{path}",
            data=json.dumps(body) if body else b"",
            content_type="application/json",
            headers=headers,
        )
        told = answer.json()
        self.token = told.get("meta", {}).get("session_token", self.token)
        return answer.status_code, told

    def status(self, method, path, **body):
        return self.call(method, path, **body)[0]

    def sign_up(self, **given):
        return self.status("POST", "auth/signup", email=EMAIL, password=PASSWORD, **given)

    def sign_in(self, password=PASSWORD, email=EMAIL):
        return self.status("POST", "auth/login", email=email, password=password)

    def verify(self, code):
        return self.status("POST", "auth/email/verify", key=code)

    def sign_out(self):
        status = self.status("DELETE", "auth/session")
        self.token = None
        return status

    def speaking(self):
        """Say who our own doors take this front end for."""
        person, session = person_and_session(self.request(self.token))
        return person and (person.email, session)

    def request(self, token=None):
        """Give a request of this front end, with its cookies and perhaps a token."""
        request = HttpRequest()
        request.session = self.http.session
        request.user = get_user(request)
        if token is not None:
            request.META["HTTP_X_SESSION_TOKEN"] = token
        return request

    def _proof(self):
        self.http.get("/_allauth/browser/v1/config")
        return self.http.cookies["csrftoken"].value


@pytest.fixture(params=["app", "browser"])
def door(request):
    return Door(request.param)


def mailed(subject=None):
    """Give the newest letter's code."""
    letter = Letter.objects.first()
    assert letter.to == EMAIL
    assert subject is None or letter.subject == subject
    return CODE.findall(letter.text)[0]


def recorded():
    return [entry.fact for entry in Entry.objects.order_by("id")]


# --- the whole way ------------------------------------------------------------------------------


def test_signing_up_proving_the_address_signing_out_and_in_again(door):
    assert door.sign_up(name="  Léa \n Martin ") == 401  # not yet: there is a code to give
    person = Person.objects.get()
    assert (person.email, person.name, person.language) == (EMAIL, "Léa Martin", "fr")
    assert person.joined_at is None
    assert (mail.outbox, door.speaking()) == ([], None)
    assert door.verify("WRONG1") == 400

    assert door.verify(mailed("Votre code de confirmation")) == 200
    person.refresh_from_db()
    assert person.joined_at is not None
    email, session = door.speaking()
    assert email == EMAIL

    assert door.sign_out() == 401
    assert door.speaking() is None
    assert by_token(session) is None

    assert door.sign_in(WRONG) == 400
    assert door.sign_in() == 200
    assert door.speaking()[0] == EMAIL
    letter = Letter.objects.get()
    assert recorded() == [
        facts.AccountOpened(person=person.pk),
        LetterQueued(letter=letter.pk),
        facts.PersonJoined(person=person.pk),
    ]
    assert [entry.actor for entry in Entry.objects.order_by("id")] == [person.pk, None, person.pk]


def test_a_password_is_reset_by_code(door):
    person = open_account(email=EMAIL, name="Léa", password=PASSWORD)
    new = "quatre lapins verts"

    assert door.status("POST", "auth/password/request", email=EMAIL.upper()) == 401
    code = mailed("Votre code pour changer de mot de passe")
    assert door.status("POST", "auth/password/reset", key="WRONG1", password=new) == 400
    assert door.status("POST", "auth/password/reset", key=code, password=new) == 401

    assert (door.sign_in(), door.sign_in(new)) == (400, 200)
    assert door.speaking()[0] == person.email


def test_resetting_the_password_proves_the_address_too_and_one_joins_at_the_first_sign_in(door):
    door.sign_up()
    other = Door(door.kind)
    new = "quatre lapins verts"

    other.status("POST", "auth/password/request", email=EMAIL)
    other.status("POST", "auth/password/reset", key=mailed(), password=new)
    assert Person.objects.get().joined_at is None
    assert other.sign_in(new) == 200

    person = Person.objects.get()
    assert person.joined_at is not None
    assert [fact for fact in recorded() if isinstance(fact, facts.PersonJoined)] == [
        facts.PersonJoined(person=person.pk)
    ]


def test_an_account_whose_address_was_not_proven_is_no_member(door, cast):
    door.sign_up(name="Léa")
    lea = Person.objects.get(email=EMAIL)
    cache.clear()  # one code in ten seconds for one address

    assert door.sign_in() == 401
    assert cast.who_see(lea) == set()
    assert door.verify(mailed()) == 200
    assert cast.who_see(lea) == {"ana", "mo", "bo", "ob", "nina", "zed"}


def test_a_code_is_good_for_few_attempts(door):
    door.sign_up()
    code = mailed()

    assert [door.verify("WRONG1") for _attempt in range(3)] == [400, 400, 400]
    assert door.verify(code) == 409
    assert EmailAddress.objects.get().verified is False


def test_nothing_is_mailed_inside_a_request_and_the_follower_takes_the_code_away(door):
    door.sign_up()
    code = mailed()
    assert mail.outbox == []

    catch_up(MailFollower())

    (message,) = mail.outbox
    assert (message.to, code in message.body) == ([EMAIL], True)
    assert Letter.objects.get().text == ""


# --- what an answer does not tell ---------------------------------------------------------------


def test_signing_up_with_an_address_that_is_known_looks_the_same_and_tells_its_owner(door):
    new = door.call("POST", "auth/signup", email=EMAIL, password=PASSWORD)
    cache.clear()  # one letter in ten seconds to one address, known or not
    again = Door(door.kind).call("POST", "auth/signup", email=EMAIL, password=WRONG)

    hidden = ("session_token",)
    assert again[0] == new[0] == 401
    assert again[1]["data"] == new[1]["data"]
    assert {k: v for k, v in again[1]["meta"].items() if k not in hidden} == {
        k: v for k, v in new[1]["meta"].items() if k not in hidden
    }
    assert Person.objects.count() == 1
    letter = Letter.objects.first()
    assert (letter.to, letter.subject) == (EMAIL, "Vous avez déjà un compte")
    assert CODE.findall(letter.text) == []


class Counted(MD5PasswordHasher):
    """A hasher that remembers how often it was made to work: what a sign-up takes its time for."""

    times = 0

    def encode(self, password, salt):
        Counted.times += 1
        return super().encode(password, salt)


def test_signing_up_takes_the_work_of_one_hash_whether_or_not_the_address_is_known(door, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    Counted.times = 0

    assert (door.sign_up(), Counted.times) == (401, 1)
    cache.clear()  # one letter in ten seconds to one address
    assert (Door(door.kind).sign_up(), Counted.times) == (401, 2)


def test_asking_a_code_for_an_address_that_nobody_has_looks_the_same(door):
    open_account(email="tom@exemple.fr", name="Tom", password=PASSWORD)

    known = door.call("POST", "auth/password/request", email="tom@exemple.fr")
    unknown = Door(door.kind).call("POST", "auth/password/request", email=EMAIL)

    assert (known[0], known[1]["data"]) == (unknown[0], unknown[1]["data"])
    letter = Letter.objects.first()
    assert (letter.to, letter.subject) == (EMAIL, "Aucun compte à cette adresse")


def test_a_wrong_password_and_an_unknown_address_answer_alike(door):
    open_account(email=EMAIL, name="Léa", password=PASSWORD)

    wrong = door.call("POST", "auth/login", email=EMAIL, password=WRONG)
    unknown = door.call("POST", "auth/login", email="no@exemple.fr", password=WRONG)

    assert wrong == unknown


def test_the_same_sign_up_sent_twice_at_once_makes_one_account(door, monkeypatch):
    door.sign_up()
    monkeypatch.setattr(  # as when both had looked before either was there
        "allauth.account.internal.flows.manage_email.assess_unique_email", lambda *_a, **_k: True
    )

    assert Door(door.kind).sign_up() == 409
    assert Person.objects.count() == 1


# --- languages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(LETTERS.values())))
@pytest.mark.parametrize("language", Language.values)
def test_every_mail_that_can_be_sent_is_written_in_every_language(name, language):
    first, *rest = get_template(f"mail/{name}.{language}.txt").render({"code": "4217"}).split("\n")

    assert 5 < len(first) < 80
    assert len("".join(rest)) > 50


@pytest.mark.parametrize(
    ("asked", "header", "written"),
    [("en", "fr", "en"), ("fr", "en", "fr"), ("", "en-GB", "en"), ("", "de", "fr")],
)
def test_a_sign_up_is_answered_in_the_language_it_asks_for_else_in_which_it_is_made(
    settings, asked, header, written
):
    settings.LANGUAGE_CODE = "fr"
    Door("app", header).sign_up(**({"language": asked} if asked else {}))

    assert (Person.objects.get().language, Letter.objects.get().language) == (written, written)


def test_mail_comes_in_the_readers_language_whoever_asks(door):
    open_account(email=EMAIL, name="Léa", password=PASSWORD, language=Language.EN)

    door.status("POST", "auth/password/request", email=EMAIL)

    mailed("Your code to change your password")


def test_mail_says_where_the_front_end_is_when_the_operator_told(door, settings):
    settings.FRONT_END = "https://communs.example/"

    door.status("POST", "auth/password/request", email=EMAIL)

    assert "https://communs.example/" in Letter.objects.get().text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "x" * 201}, "name"),
        ({"name": "a\u0007b"}, "name"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_a_sign_up_that_cannot_be_taken_says_why(door, given, field):
    status, told = door.call("POST", "auth/signup", email=EMAIL, password=PASSWORD, **given)

    assert (status, [error["param"] for error in told["errors"]]) == (400, [field])
    assert (Person.objects.count(), Letter.objects.count()) == (0, 0)


def test_without_a_name_nothing_of_the_address_is_told(door):
    door.sign_up()

    assert "lea" not in Person.objects.get().name.lower()
    assert Person.objects.get().name != ""


@pytest.mark.parametrize(
    "text",
    [
        b'{"email": "lea@exemple.fr", "password": "a\\ud800"}',
        b'{"email": "lea@exemple.fr", "password": NaN}',
        b'{"email": "lea@exemple.fr", "password": ' + b"9" * 5_000 + b"}",
        b'{"email": "lea@exemple.fr", "password": "\xff"}',
        b'{"email": "a@b.fr", "email": "lea@exemple.fr", "password": "x"}',
        b"[" * 100_000,
        b"{",
    ],
    ids=range(7),
)
@pytest.mark.parametrize("path", ["signup", "login", "password/request", "email/verify"])
def test_a_body_that_is_no_json_to_the_letter_is_refused(text, path):
    answer = Client(raise_request_exception=False, headers={"accept-language": "en"}).post(
        f"/_allauth/app/v1/auth/{path}", text, content_type="application/json"
    )

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (answer.json()["status"], error["code"]) == (400, "invalid")
    assert error["message"].startswith(("This is not JSON", "The JSON "))
    assert (Person.objects.count(), Letter.objects.count()) == (0, 0)


# --- sessions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x" * 32, "a\x00b", "\ud800", "x" * 10_000, "é" * 32])
def test_a_token_that_is_nobodys_opens_nothing(token):
    assert by_token(token) is None


def test_a_bad_token_does_not_fall_back_on_the_cookie():
    open_account(email=EMAIL, name="Léa", password=PASSWORD)
    door = Door("browser")
    door.sign_in()
    key = door.http.session.session_key

    assert person_and_session(door.request()) == (Person.objects.get(), key)
    assert person_and_session(door.request("0" * 32)) == (None, None)
    assert person_and_session(door.request("")) == (None, None)


def test_a_closed_account_has_no_sessions():
    open_account(email=EMAIL, name="Léa", password=PASSWORD)
    door = Door("app")
    door.sign_in()
    assert door.speaking()[0] == EMAIL

    Person.objects.update(is_active=False)

    assert door.speaking() is None
    again = Door("app")
    assert again.sign_in() == 401
    assert again.speaking() is None


def signed_in(kind):
    open_account(email=EMAIL, name="Léa", password=PASSWORD)
    door = Door(kind)
    door.sign_in()
    assert door.speaking()[0] == EMAIL
    return door


def test_a_session_ends_when_its_time_is_over(door):
    signed = signed_in(door.kind)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert signed.speaking() is None


def test_a_new_password_ends_the_sessions_of_the_old_one(door):
    signed = signed_in(door.kind)
    person = Person.objects.get()
    person.set_password(WRONG)
    person.save()

    assert signed.speaking() is None


def test_who_listens_by_a_session_of_the_old_password_hears_no_more(door):
    signed = signed_in(door.kind)
    listener = actor_of_token(signed.speaking()[1])
    assert still_hearing([listener], NETWORK) == [True]

    person = Person.objects.get()
    person.set_password(WRONG)
    person.save()

    assert still_hearing([listener], NETWORK) == [False]


def test_whoever_changes_their_own_password_stays_signed_in_by_a_new_session(door):
    signed, elsewhere = signed_in(door.kind), Door(door.kind)
    elsewhere.sign_in()
    before = signed.speaking()

    changed = {"current_password": PASSWORD, "new_password": "quatre lapins verts"}
    assert signed.status("POST", "account/password/change", **changed) == 200

    assert signed.speaking()[0] == EMAIL
    assert signed.speaking() != before
    assert elsewhere.speaking() is None
    assert Session.objects.filter(person=Person.objects.get()).count() == 1


@pytest.mark.parametrize("key", ["abcdefgh\0x", "é" * 32, "x" * 41, "a b"])
def test_a_cookie_that_no_session_could_have_is_nobodys(key):
    store = SessionStore(key)

    assert store.load() == {}
    assert store.session_key is None


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_saved_asynchronously_says_whose_it_is():
    person = open_account(email=EMAIL, name="Léa", password=PASSWORD)
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)

    async_to_sync(store.asave)(must_create=True)

    assert Session.objects.get(pk=store.session_key).person_id == person.pk


def test_a_secret_key_that_was_changed_ends_no_session(door, settings):
    signed = signed_in(door.kind)
    key = signed.speaking()[1]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "".join(reversed(settings.SECRET_KEY))

    for _time in range(2):
        assert actor_of_token(key).person == Person.objects.get().pk


def test_a_session_that_was_begun_by_the_former_backend_goes_on(door):
    signed = signed_in(door.kind)
    kept = Session.objects.get(pk=signed.speaking()[1])
    held = {**kept.get_decoded(), BACKEND_SESSION_KEY: FORMER_BACKEND}
    kept.session_data = SessionStore().encode(held)
    kept.save()

    assert signed.speaking()[0] == EMAIL


def test_sessions_of_before_are_taken_over_with_whose_they_are(door):
    signed = signed_in(door.kind)
    kept = Session.objects.get(pk=signed.speaking()[1])
    nobodys = SessionStore().encode({"step": 1})
    gone = SessionStore().encode({SESSION_KEY: str(new_key())})
    for key, data in [(kept.pk, kept.session_data), ("n" * 32, nobodys), ("g" * 32, gone)]:
        DjangoSession.objects.create(pk=key, session_data=data, expire_date=kept.expire_date)
    Session.objects.all().delete()
    assert signed.speaking() is None

    migration = import_module("communs.people.migrations.0004_sessions_go_on")
    migration.take_over(apps, None)

    assert signed.speaking() == (EMAIL, kept.pk)
    assert {each.pk: each.person_id for each in Session.objects.all()} == {
        kept.pk: Person.objects.get().pk,
        "n" * 32: None,
    }
    assert not DjangoSession.objects.exists()


# --- who asks -----------------------------------------------------------------------------------


def test_whoever_asks_is_found_by_one_look_and_is_who_django_says(door, django_assert_num_queries):
    signed = signed_in(door.kind)
    request = signed.request(signed.token)
    request.user = SimpleLazyObject(lambda: get_user(request))
    request.session = SessionStore(request.session.session_key)

    with django_assert_num_queries(3) as asked:  # on PostgreSQL told, and answered, at once
        actor = actor_of_request(request)

    tables = ["people_session", "groups_membership", "resources_contributor"]
    assert [re.search(r'FROM "(\w+)"', each["sql"])[1] for each in asked] == tables
    assert actor == actor_of(*person_and_session(request))
    assert actor.person == Person.objects.get().pk


@pytest.mark.parametrize(
    "change",
    [
        {"expire_date": timezone.now() - timedelta(seconds=1)},
        {"person": None},
        {"session_data": "nothing that was signed"},
        {"session_data": SessionStore().encode({})},
    ],
)
def test_a_session_that_is_not_as_it_should_be_makes_nobody_more(door, change):
    signed = signed_in(door.kind)
    key = signed.speaking()[1]
    Session.objects.filter(pk=key).update(**change)

    request = signed.request(signed.token)
    told = signed.speaking()

    assert actor_of_request(request).person == (told and Person.objects.get().pk)
    assert (actor_of_token(key) or NOBODY).person == (told and Person.objects.get().pk)


def test_a_session_never_speaks_for_the_person_of_another(door):
    signed = signed_in(door.kind)
    other = open_account(email="noe@exemple.fr", name="Noé", password=PASSWORD)
    Session.objects.update(person=other)  # as no code of ours would have it

    actor = actor_of_request(signed.request(signed.token))

    assert actor.person == Person.objects.get(email=EMAIL).pk


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_an_account_that_was_closed_or_has_another_password_asks_nothing_more(door, change):
    signed = signed_in(door.kind)
    key = signed.speaking()[1]
    Person.objects.update(**change)

    assert actor_of_token(key) is None
    assert actor_of_request(signed.request(signed.token)) is NOBODY
