"""Files over HTTP: fetched by whoever sees what they belong to; for all others there are none."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from backend.files.models import StoredFile, new_name
from communs.people import actions as profile
from communs.people.models import Person
from communs.resources import actions
from communs.resources.choices import ContributorRole
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.uploads import PDF, body_of, document, image, parts_of, portrait, send

from . import making
from .conftest import gid

SET_AVATAR = """
mutation ($input: SetAvatarInput!) { setAvatar(input: $input) {
  person { avatar } errors { code field message } } }
"""
ATTACHMENTS = """
query ($resource: ID!) { resource(id: $resource) {
  attachments { label name kind size sha256 url attachedBy { name } } } }
"""
LISTED = """
{ resources(first: 100) { nodes { attachments { name size url attachedBy { name avatar } } } } }
"""


@pytest.fixture
def browser(cast):
    """Give the client of somebody, one each."""
    clients: dict[str, Client] = {}

    def of(who):
        if who not in clients:
            clients[who] = Client(headers={"x-requested-with": "tests"})
            if who != "nobody":
                clients[who].force_login(cast.person(who))
        return clients[who]

    return of


@pytest.fixture
def fetched_by(browser):
    """Say by whom of everybody an address is fetched."""

    def by(url):
        return {who for who in EVERYBODY if browser(who).get(url).status_code == 200}

    return by


def attached(cast, resource, who="bo", **given):
    return cast.perform(
        actions.attach_file, who, resource=resource, file=document(**given), label=""
    )


def url_of(attachment):
    return f"/files/{attachment.file.key}"


def content_of(answer):
    return b"".join(answer.streaming_content)


# --- who fetches ------------------------------------------------------------------------------


def test_a_draft_s_file_is_its_editors(cast, fetched_by):
    draft = making.resource(cast, cast.group)
    cast.perform(
        actions.credit_contributor,
        "bo",
        resource=draft,
        person=cast.person("zed"),
        role=ContributorRole.REVIEWER,
        may_edit=True,
    )

    assert fetched_by(url_of(attached(cast, draft))) == {"ana", "mo", "bo", "zed"}


@pytest.mark.parametrize(
    ("of", "reach", "who"),
    [
        ("open", Reach.GROUP, set(EVERYBODY)),
        ("listed", Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        ("hidden", Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        ("hidden", Reach.NETWORK, set(EVERYBODY) - {"nobody"}),
        ("hidden", Reach.PUBLIC, set(EVERYBODY)),
    ],
)
def test_a_published_file_is_for_whoever_sees_the_resource(cast, fetched_by, of, reach, who):
    resource = making.resource(cast, cast.groups[of])
    attachment = attached(cast, resource)
    cast.perform(actions.publish_resource, "ana", resource=resource, reach=reach)

    assert fetched_by(url_of(attachment)) == who


@pytest.mark.parametrize("who", ["zed", "nobody"])
@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_an_address_that_is_not_for_you_answers_as_a_random_one(cast, browser, who, method):
    attachment = attached(cast, making.resource(cast, cast.group))

    def answer(url):
        got = getattr(browser(who), method)(url)
        del got.headers["X-Request-ID"]  # each has its own
        return got.status_code, dict(got.headers), got.content.replace(url.encode(), b"")

    hidden = answer(url_of(attachment))

    assert hidden == answer(f"/files/{new_name()}")
    assert hidden[0] == (404 if method in ("get", "head") else 405)


@pytest.mark.parametrize(
    "path",
    ["", "x", "a" * 42, "a" * 44, "a" * 43 + "/", "a" * 42 + "%00", "../../manage.py",
     "%2e%2e%2fmanage.py", "a" * 42 + "é", "a" * 43 + "%0a"],
)  # fmt: skip
def test_what_is_no_address_leads_nowhere(db, client, path):
    assert client.get(f"/files/{path}").status_code == 404


def test_what_was_taken_off_is_gone(cast, browser):
    resource = making.resource(cast, cast.group)
    attachment = attached(cast, resource)
    place = attachment.file.place
    cast.perform(actions.publish_resource, "ana", resource=resource, reach=Reach.PUBLIC)

    answer = browser("bo").get(url_of(attachment))
    with default_storage.open(place) as before:
        cast.perform(actions.detach_file, "bo", attachment=attachment)
        default_storage.delete(place)  # as the commit does

        assert before.read() == PDF  # whoever is amid a download gets it whole
    assert content_of(answer) == PDF
    assert browser("bo").get(url_of(attachment)).status_code == 404
    assert not StoredFile.objects.exists()


def test_a_row_without_its_file_is_no_error(cast, browser):
    attachment = attached(cast, making.resource(cast, cast.group))
    default_storage.delete(attachment.file.place)

    assert browser("bo").get(url_of(attachment)).status_code == 404


# --- how it is sent ---------------------------------------------------------------------------


def test_a_file_is_sent_to_be_kept_and_never_to_be_run(cast, browser):
    resource = making.resource(cast, cast.group)
    attachment = attached(cast, resource, name='../Été "1"\r\n\u202efdp.html')

    answer = browser("bo").get(url_of(attachment))

    assert content_of(answer) == PDF
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(PDF))
    assert headers["content-disposition"] == (
        "attachment; filename*=utf-8''%C3%89t%C3%A9%20_1___fdp.html.pdf"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert "Cookie, X-Session-Token" in headers["vary"]


@pytest.mark.parametrize(
    ("content", "name", "type_"),
    [
        ("é;è\n".encode(), "a.csv", "text/csv; charset=utf-8"),
        (b"# Titre", "a.md", "text/markdown; charset=utf-8"),
        (image("WEBP"), "a.webp", "image/webp"),
    ],
)
def test_texts_and_images_that_are_attached_are_downloads_too(cast, browser, content, name, type_):
    resource = making.resource(cast, cast.group)

    answer = browser("bo").get(url_of(attached(cast, resource, content=content, name=name)))

    assert answer["Content-Type"] == type_
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_who_has_it_already_is_told_so_while_it_is_for_them(cast, browser):
    attachment = attached(cast, making.resource(cast, cast.group))
    etag = browser("bo").get(url_of(attachment))["ETag"]
    known = {"if-none-match": etag}

    again = browser("bo").get(url_of(attachment), headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert browser("zed").get(url_of(attachment), headers=known).status_code == 404


@pytest.mark.parametrize("who", ["bo", "nobody"])
def test_fetching_takes_the_same_few_queries_whatever_there_is(cast, browser, queries, who):
    resource = making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC)
    url = url_of(attached(cast, resource))
    browser(who).get(url)
    few = queries(lambda: browser(who).get(url))

    for _ in range(20):
        attached(cast, resource)

    assert queries(lambda: browser(who).get(url)) == few <= 8


# --- in the graph -----------------------------------------------------------------------------


def test_a_resource_shows_its_files_in_order(cast, ask):
    resource = making.resource(cast, cast.group)
    first = attached(cast, resource)
    cast.perform(
        actions.attach_file, "mo", resource=resource, file=document(image(), "b.png"), label="Plan"
    )

    shown = ask("ana", ATTACHMENTS, resource=gid(resource))["resource"]["attachments"]

    assert shown[0] == {
        "label": "",
        "name": "La grille.pdf",
        "kind": "application/pdf",
        "size": len(PDF),
        "sha256": first.file.sha256,
        "url": url_of(first),
        "attachedBy": {"name": "Bo"},
    }
    assert [(each["name"], each["label"], each["attachedBy"]) for each in shown[1:]] == [
        ("b.png", "Plan", {"name": "Mo"})
    ]


def test_a_file_is_detached_once(cast, mutate):
    resource = making.resource(cast, cast.group)
    attachment = gid(attached(cast, resource))
    kept = attached(cast, resource)
    shown = "resource { attachments { url } }"

    gone = mutate("bo", "detachFile", shown, attachment=attachment)
    again = mutate("bo", "detachFile", shown, attachment=attachment)

    assert gone == {"resource": {"attachments": [{"url": url_of(kept)}]}, "errors": []}
    assert again == {"resource": None, "errors": [{"code": "MISSING", "field": "attachment"}]}


def test_attachments_cost_the_same_for_many(cast, cost):
    for _ in range(2):
        attached(cast, making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC))
    few = cost("bo", LISTED)

    for _ in range(38):
        resource = making.resource(cast, cast.groups["open"], reach=Reach.PUBLIC)
        attached(cast, resource)
    for _ in range(5):
        attached(cast, resource)

    assert cost("bo", LISTED) == few


# --- portraits --------------------------------------------------------------------------------


def set_avatar(browser, who, content):
    parts = parts_of(
        SET_AVATAR, {"input": {"file": None}}, {"0": ["variables.input.file"]}, ("0", "x", content)
    )
    return send(browser(who), body_of(*parts)).json()["data"]["setAvatar"]


def test_a_portrait_is_shown_where_the_name_is(cast, ask, browser, fetched_by):
    making.thread(cast, cast.groups["open"], "Bonjour")

    url = set_avatar(browser, "bo", image("JPEG", (900, 300)))["person"]["avatar"]
    threads = "{ threads { nodes { messages { nodes { author { name avatar } } } } } }"
    shown = ask("nobody", threads)["threads"]["nodes"][0]["messages"]["nodes"]

    assert shown == [{"author": {"name": "Bo", "avatar": url}}]
    assert fetched_by(url) == set(EVERYBODY)
    answer = browser("nobody").get(url)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "image/webp",
        'inline; filename="image.webp"',
    )
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_another_portrait_takes_its_place_and_the_former_is_gone(cast, browser, mutate):
    former = set_avatar(browser, "bo", image())["person"]["avatar"]
    latter = set_avatar(browser, "bo", image("GIF"))["person"]["avatar"]
    assert former != latter
    assert [browser("bo").get(url).status_code for url in (former, latter)] == [404, 200]

    removed = mutate("bo", "removeAvatar", "person { avatar }")
    again = mutate("bo", "removeAvatar", "person { avatar }")

    assert removed == again == {"person": {"avatar": None}, "errors": []}
    assert browser("bo").get(latter).status_code == 404
    assert not StoredFile.objects.exists()


def test_who_left_shows_no_portrait(cast, browser):
    url = set_avatar(browser, "bo", image())["person"]["avatar"]
    Person.objects.filter(pk=cast.person("bo").pk).update(is_active=False)

    assert browser("ana").get(url).status_code == 404


@pytest.mark.parametrize("content", [b"<svg/>", PDF, image()[:70], b""])
def test_what_is_no_portrait_changes_nothing(cast, browser, content):
    cast.perform(profile.set_avatar, "bo", file=portrait())
    before = Person.objects.get(pk=cast.person("bo").pk).avatar

    answer = set_avatar(browser, "bo", content)

    assert [(each["code"], each["field"]) for each in answer["errors"]] == [("INVALID", "file")]
    assert Person.objects.get(pk=cast.person("bo").pk).avatar == before
    assert default_storage.exists(before.place)
