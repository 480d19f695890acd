"""The home page and the explorer, as somebody uses them: by keyboard, live, and on a phone.

Each journey also asserts that the browser had nothing to complain about, and asked nobody but
this server for anything.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)

pytestmark = pytest.mark.browser

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
MOST_TABS = 60  # presses of Tab within which anything on a page is reached

POST_MESSAGE = """mutation Post($input: PostMessageInput!) {
  postMessage(input: $input) { message { number } errors { code message } }
}"""


@pytest.fixture(scope="module")  # no longer: while it runs, no other event loop can
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one that CHROMIUM names, else playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, server) -> Iterator[Callable[..., Page]]:
    """Open a page of the server; afterwards, nothing may have gone wrong in it."""
    contexts, complaints, asked = [], [], []

    def complain(message: ConsoleMessage) -> None:
        signed_out = message.location["url"].endswith("/auth/session")  # its success is a 401
        if message.type == "error" and not signed_out:
            complaints.append(message.text)

    def open_page(path: str = "/explorer", *, size=DESK, language="fr-FR", **options) -> Page:
        context = chromium.new_context(
            base_url=server.url, viewport=size, locale=language, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(server.url)] == []


@dataclass
class OtherClient:
    """Somebody else, who uses the API without a browser."""

    url: str
    account: dict[str, str]
    token: str = ""

    def sign_in(self) -> None:
        credentials = {key: self.account[key] for key in ("email", "password")}
        answer = self._post("/_allauth/app/v1/auth/login", credentials)
        self.token = answer["meta"]["session_token"]

    def post_message(self, thread: str, body: str) -> int:
        """Say something, and give its number."""
        given = {"thread": thread, "body": body, "idempotencyKey": uuid4().hex}
        answer = self._post("/graphql", {"query": POST_MESSAGE, "variables": {"input": given}})
        done = answer["data"]["postMessage"]
        assert done["errors"] == []
        return int(done["message"]["number"])

    def _post(self, path: str, body: object) -> dict:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["X-Session-Token"] = self.token
        request = Request(self.url + path, json.dumps(body).encode(), headers)  # noqa: S310
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return json.load(answer)


@pytest.fixture
def accounts(server) -> list[dict[str, str]]:
    """The demo network's accounts: a facilitator, a member, a network moderator."""
    with urlopen(f"{server.url}/explorer/accounts.json", timeout=10) as answer:  # noqa: S310
        return json.load(answer)["accounts"]


@pytest.fixture
def other(server, accounts) -> OtherClient:
    client = OtherClient(server.url, accounts[0])
    client.sign_in()
    return client


def reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab.")


def sign_in(page: Page, place: int = 1) -> None:
    """Take one of the demo's accounts, by one click, and wait for what it has to show."""
    expect(page.locator("#variables-text")).to_have_attribute("aria-busy", "false")
    page.get_by_role("button", name="Se connecter").click()
    with page.expect_response(asks_what_there_is):
        page.locator(".choice").nth(place).click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def families(page: Page) -> Locator:
    """The upper row of tabs: what the ready documents are about."""
    return page.locator("#families [role=tab]")


def documents(page: Page) -> Locator:
    """The lower row of tabs: the ready documents of the family that is chosen."""
    return page.locator("#tabs [role=tab]")


def choose(page: Page, family: str, name: str) -> None:
    families(page).get_by_text(family, exact=True).click()
    page.get_by_role("tab", name=name).click()


def each_document(page: Page) -> Iterator[str]:
    """Choose one ready document after the other, and give its name."""
    for family in families(page).all():
        family.click()
        for document in documents(page).all():
            document.click()
            yield document.inner_text()


def asks_what_there_is(response: Response) -> bool:
    """Whether a response answers the question that fills the variables."""
    return "query Start" in (response.request.post_data or "")


def asks(response: Response, document: str) -> bool:
    """Whether a response answers this document, not one that the page asks on its own."""
    sent = response.request.post_data_json if response.url.endswith("/graphql") else None
    return bool(sent) and sent["query"] == document


def run(page: Page) -> dict:
    """Run what stands in the editor, and give the answer."""
    document = page.get_by_label("Document", exact=True).input_value()
    with page.expect_response(lambda response: asks(response, document)) as told:
        page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")
    return told.value.json()


def filled(page: Page) -> dict:
    """Wait for the variables to be filled by the server, and give them."""
    expect(page.locator("#variables-text")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#variables-text")).to_have_value(re.compile(r'"[\w=-]{8,}"'))
    return json.loads(page.locator("#variables-text").input_value())


def test_the_keyboard_alone_leads_from_the_home_page_to_an_answer(visit):
    page = visit("/")
    reach(page, "a[href='/explorer']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer")
    filled(page)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller à l’éditeur")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Document", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#answer-status")).to_contain_text("Réponse 200 en")
    expect(page.locator("#answer")).to_contain_text('"startsAt"')


def test_the_home_page_answers_a_first_question_and_tells_its_health(visit):
    page = visit("/")

    page.get_by_role("button", name="Poser la question").click()

    expect(page.locator("#first-answer")).to_contain_text('"startsAt"')
    expect(page.locator("#health")).to_contain_text("En service")


def test_the_arrows_move_through_the_tabs_and_each_shows_its_document(visit):
    page = visit()
    tabs, document = documents(page), page.get_by_label("Document", exact=True)
    page.get_by_role("tab", name="Le séminaire").focus()

    for place, word in enumerate(["cycle(", "desk(", "register("], start=1):
        page.keyboard.press("ArrowRight")
        expect(tabs.nth(place)).to_be_focused()
        expect(tabs.nth(place)).to_have_attribute("aria-selected", "true")
        expect(document).to_have_value(re.compile(re.escape(word)))
    page.keyboard.press("Home")
    expect(tabs.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tabs.last).to_be_focused()


def test_the_arrows_move_through_the_families_and_each_remembers_its_document(visit):
    page = visit()
    tabs, selected = documents(page), page.locator("#tabs [aria-selected=true]")
    page.get_by_role("tab", name="Le cycle").click()
    families(page).first.focus()

    for place, first in enumerate(["Une discussion", "Filtrer", "Une recherche"], start=1):
        page.keyboard.press("ArrowRight")
        expect(families(page).nth(place)).to_be_focused()
        expect(selected).to_have_text(first)
    page.keyboard.press("Tab")
    expect(tabs.first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    expect(families(page).first).to_be_focused()
    expect(selected).to_have_text("Le cycle")


def test_tab_indents_until_escape_lets_one_leave(visit):
    page = visit()
    choose(page, "À vous", "Feuille blanche")
    document = page.get_by_label("Document", exact=True)
    document.fill("{")
    document.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("viewer")
    expect(document).to_have_value("{\n  viewer")
    page.keyboard.press("Shift+Tab")
    expect(document).to_have_value("{\nviewer")
    page.keyboard.press("Control+z")
    expect(document).to_have_value("{\n  viewer")

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(document).not_to_be_focused()
    expect(document).to_have_value("{\n  viewer")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '{\n  "event": nope\n}',
            "JSON valide : ligne 2, colonne 12.",
        ),
        (
            '{"a": [1, {"b": true},\n]}',
            "JSON valide : ligne 2, colonne 1.",
        ),
        ('{"event": "abc"', "JSON valide : il manque quelque chose"),
        ('["one"]', "Les variables sont un objet JSON : "),
    ],
)
def test_variables_that_cannot_be_sent_say_where_they_are_wrong(visit, text, problem):
    page = visit()
    expect(page.locator("#variables-text")).to_have_attribute("aria-busy", "false")
    variables = page.get_by_label("Variables", exact=True)
    variables.fill(text)

    page.get_by_role("button", name="Exécuter").click()

    said = page.locator("#variables-problem").inner_text().replace("\u00a0", " ")
    assert problem in said
    expect(variables).to_be_focused()
    expect(variables).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#answer")).to_be_empty()


def test_the_seminar_shows_itself_to_whoever_belongs_to_it(visit):
    page = visit()
    public = filled(page)["event"]
    assert "ViAsso" not in run(page)["data"]["event"]["title"]

    sign_in(page)
    expect(page.locator("#variables-text")).not_to_have_value(re.compile(re.escape(public)))
    event = run(page)["data"]["event"]

    assert "ViAsso Occitanie" in event["title"] + event["summary"] + event["group"]["name"]
    assert len(event["sessions"]["edges"]) > 1
    assert event["thread"]["messages"]["totalCount"] > 0


@pytest.mark.parametrize("who", ["nobody", 0, 1, 2])  # nobody, then each of the demo's accounts
def test_every_ready_document_is_filled_and_answered_without_errors(visit, who):
    page = visit()
    filled(page)
    if who != "nobody":
        sign_in(page, who)

    seen = []
    for name in each_document(page):
        seen.append(name)
        expect(page.locator("#variables-problem")).to_be_empty()
        if name == "Le fil en direct":
            page.get_by_role("button", name="Exécuter").click()
            expect(page.locator("#live-state")).to_have_text("À l’écoute")
        else:
            assert_answered(name, run(page), is_member=who != "nobody")

    assert len(seen) == len(set(seen)) >= 20


def assert_answered(name: str, answer: dict, *, is_member: bool) -> None:
    """A member gets all that was asked for; a visitor is refused what one signs in for."""
    assert "errors" not in answer, (name, answer)
    done = [each for each in answer["data"].values() if isinstance(each, dict)]
    refused = [problem["code"] for each in done for problem in each.get("errors", [])]
    assert refused == [] if is_member else set(refused) <= {"DENIED"}, (name, answer)
    assert not is_member or len(done) == len(answer["data"]) or name == "Feuille blanche", name


def test_a_search_by_another_apostrophe_finds_the_same(visit):
    page = visit()
    choose(page, "Réseau", "Une recherche")

    answers = []
    for query in ("l’économie de l'alliance", "L'ECONOMIE DE L’ALLIANCE"):
        page.get_by_label("Variables", exact=True).fill(json.dumps({"query": query}))
        answers.append(run(page)["data"])

    assert answers[0] == answers[1]
    assert answers[0]["search"]["totalCount"] > 0


def test_one_signs_in_by_password_stays_so_in_this_tab_and_signs_out(visit, accounts):
    page = visit()
    page.get_by_role("button", name="Se connecter").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Adresse électronique").fill(accounts[1]["email"])
    form.get_by_label("Mot de passe").fill(accounts[1]["password"])
    page.keyboard.press("Enter")
    leave = page.get_by_role("button", name="Se déconnecter")
    expect(leave).to_be_visible()
    name = page.locator("#who").inner_text()

    page.reload()
    expect(page.locator("#who")).to_have_text(name)
    choose(page, "À vous", "Qui suis-je")
    assert run(page)["data"]["viewer"]["email"] == accounts[1]["email"]

    leave.click()
    expect(page.locator("#who")).to_have_text("Visiteur")
    assert run(page)["data"]["viewer"] is None


def test_messages_of_others_arrive_live_and_once_even_after_a_cut(visit, other):
    page = visit()
    sign_in(page)
    choose(page, "Discussions", "Le fil en direct")
    thread = filled(page)["thread"]
    page.get_by_role("button", name="Exécuter").click()
    state, events = page.locator("#live-state"), page.locator("#live-events li")
    expect(state).to_have_text("À l’écoute")
    heard = events.count()

    first = other.post_message(thread, "Premier point : la grille.")
    expect(events).to_have_count(heard + 1)
    expect(events.last).to_contain_text(f"n° {first}")
    expect(events.last).to_contain_text("Premier point : la grille.")

    page.get_by_role("button", name="Couper la ligne un instant").click()
    expect(state).to_contain_text("Ligne coupée")
    second = other.post_message(thread, "Deuxième point : la charte.")
    expect(events).to_have_count(heard + 1)
    expect(state).to_contain_text("À l’écoute de nouveau", timeout=10_000)
    expect(events).to_have_count(heard + 2)
    expect(events.last).to_contain_text(f"n° {second}")

    choose(page, "Discussions", "Écrire un message")  # the line stays open meanwhile
    third = run(page)["data"]["postMessage"]["message"]["number"]
    expect(events).to_have_count(heard + 3)
    expect(events.last).to_contain_text(f"n° {third}")

    page.get_by_role("button", name="Arrêter").click()
    other.post_message(thread, "Personne ne l’entend ici.")
    page.wait_for_timeout(500)
    expect(events).to_have_count(heard + 3)


def test_a_reaction_arrives_live(visit, other):
    page = visit()
    sign_in(page)
    choose(page, "Discussions", "Le fil en direct")
    number = other.post_message(filled(page)["thread"], "Qui vient en train ?")
    with page.expect_response(asks_what_there_is):
        page.reload()  # now this message is the last
    choose(page, "Discussions", "Le fil en direct")
    filled(page)
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("#live-state")).to_have_text("À l’écoute")

    choose(page, "Discussions", "Réagir")
    reacted = run(page)["data"]["reactToMessage"]["message"]

    assert reacted["number"] == number
    assert [each["mine"] for each in reacted["reactions"]] == [True]
    last = page.locator("#live-events li").last
    expect(last).to_contain_text("ReactionAdded")
    expect(last).to_contain_text(f"n° {number}")


def test_a_message_is_posted_once_per_key_and_the_key_is_renewed(visit):
    page = visit()
    sign_in(page)
    choose(page, "Discussions", "Écrire un message")
    before = filled(page)["input"]["idempotencyKey"]

    one = run(page)["data"]["postMessage"]["message"]["number"]
    after = filled(page)["input"]["idempotencyKey"]
    two = run(page)["data"]["postMessage"]["message"]["number"]

    assert (before != after, two) == (True, one + 1)


def test_what_people_wrote_is_shown_as_text_and_never_as_markup(visit, other):
    page = visit()
    sign_in(page)
    choose(page, "Discussions", "Le fil en direct")
    thread = filled(page)["thread"]
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("#live-state")).to_have_text("À l’écoute")
    heard = page.locator("#live-events li").count()

    other.post_message(thread, "<img src=x onerror=\"document.title='prise'\"><b>gras</b>")

    expect(page.locator("#live-events li")).to_have_count(heard + 1)
    expect(page.locator("#live-events q").last).to_contain_text("<b>gras</b>")
    assert page.locator("#live-events img").count() == 0
    expect(page).to_have_title("Explorateur · Communs")


def test_the_schema_is_browsed_by_links_and_searched(visit):
    page = visit()
    page.get_by_role("button", name="Schéma").click()
    schema = page.get_by_role("region", name="Schéma")

    schema.get_by_role("link", name="Query", exact=True).click()
    expect(schema.get_by_role("heading", name="Query")).to_be_focused()
    schema.locator("#field-event").get_by_role("link", name="Event", exact=True).click()
    expect(schema.get_by_role("heading", name="Event")).to_be_visible()
    expect(schema.locator("#field-sessions")).to_be_visible()
    page.go_back()
    expect(schema.get_by_role("heading", name="Query")).to_be_visible()

    schema.get_by_role("searchbox").fill("liveCursor")
    expect(page.locator("#schema-status")).to_contain_text("Trouvés")
    schema.get_by_role("link", name="Thread.liveCursor").click()
    expect(schema.get_by_role("heading", name="Thread", exact=False)).to_be_visible()
    assert "undefined" not in schema.inner_text()
    assert "[object" not in schema.inner_text()


def test_english_is_chosen_by_the_browser_and_changed_by_hand_for_good(visit):
    page = visit("/", language="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Open the explorer")).to_be_visible()

    page.get_by_role("button", name="Français").click()
    page.get_by_role("link", name="Ouvrir l’explorateur").click()

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Exécuter")).to_be_visible()
    filled(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Run")).to_be_visible()
    families(page).get_by_text("Network").click()
    expect(page.get_by_role("tab", name="Who knows what?")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/explorer", "/explorer#schema"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(visit, path, scheme):
    page = visit(path, size=PHONE, color_scheme=scheme, has_touch=True, is_mobile=True)
    page.wait_for_load_state("networkidle")

    if path != "/":
        run(page)
        expect(page.locator("#answer")).to_contain_text('"data"')

    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width == [360, 360]


@pytest.mark.parametrize("path", ["/", "/explorer"])
def test_everything_that_one_can_press_has_a_name_and_room_for_a_finger(visit, path):
    page = visit(path, size=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_load_state("networkidle")

    pressed = page.locator("button:visible, a.button:visible")

    assert pressed.count() > 0
    for each in pressed.all():
        assert each.inner_text().strip()
        box = each.bounding_box()
        assert box
        assert box["width"] >= 24
        assert box["height"] >= 24
