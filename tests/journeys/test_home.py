"""Coming home: what awaits, what happened, and letters that somebody wants no more of."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from .clients import Client
from .postbox import Postbox
from .servers import Server, eventually

WITHIN = 10.0  # seconds, for a follower and the mail
HOME = """{ home {
    unreadThreads { nodes { title unreadCount } } requestsToDecide { nodes { person { name } } }
    news { nodes { sentence } }
} }"""
ACTIVITY = "query ($group: ID) { activity(group: $group) { totalCount nodes { kind } } }"


@pytest.fixture(scope="module")
def people(communs: Server, postbox: Postbox) -> tuple[Client, Client]:
    """Two members of the network."""
    ada = Client(communs, "Ada Essai").join(postbox)
    return ada, Client(communs, "Bruno Essai").join(postbox)


@pytest.fixture(scope="module")
def group(people: tuple[Client, Client]) -> str:
    """A group that Ada leads and let Bruno into, and in which she asked something."""
    ada, bruno = people
    made = knocked_at(ada, bruno, "Cercle du matin")
    let_in(ada)
    thread = ada.do("openThread", "thread { id }", group=made, title="Le programme")["id"]
    ada.say(thread, "Qui vient jeudi ?")
    return made


def knocked_at(host: Client, guest: Client, name: str) -> str:
    """Give a new group, at whose door somebody waits."""
    given = {"name": name, "joining": "REQUEST", "visibility": "LISTED"}
    made: str = host.do("createGroup", "group { id }", **given)["id"]
    guest.do("requestToJoin", "joinRequest { id }", group=made, message="Puis-je ?")
    return made


def let_in(host: Client) -> None:
    """Accept the one who waits."""
    (request,) = host.ask("{ home { requestsToDecide { nodes { id } } } }")["home"][
        "requestsToDecide"
    ]["nodes"]
    host.do("acceptRequest", "joinRequest { state }", request=request["id"])


def home(who: Client) -> Any:
    return who.ask(HOME)["home"]


def test_who_waits_at_the_door_waits_at_home(people: tuple[Client, Client]) -> None:
    ada, bruno = people
    knocked_at(ada, bruno, "Cercle du soir")

    assert home(ada)["requestsToDecide"]["nodes"] == [{"person": {"name": "Bruno Essai"}}]
    assert home(bruno)["requestsToDecide"]["nodes"] == []
    let_in(ada)
    assert home(ada)["requestsToDecide"]["nodes"] == []


def test_what_others_did_is_news_until_it_was_seen(
    people: tuple[Client, Client], group: str
) -> None:
    _ada, bruno = people

    eventually(
        lambda: (
            {"sentence": "Ada Essai a ouvert «\u00a0Le programme\u00a0»."}
            in home(bruno)["news"]["nodes"]
        ),
        WITHIN,
    )
    assert home(bruno)["unreadThreads"]["nodes"] == [{"title": "Le programme", "unreadCount": 1}]
    bruno.do("noteVisit", "visit { at }")
    assert home(bruno)["news"]["nodes"] == []


def test_strangers_are_told_that_the_group_is_there_and_nothing_of_what_is_in_it(
    communs: Server, people: tuple[Client, Client], group: str
) -> None:
    eventually(lambda: people[0].ask(ACTIVITY, group=group)["activity"]["totalCount"] >= 5, WITHIN)

    asked = {"query": ACTIVITY, "variables": {"group": group}}
    answer = httpx.post(f"{communs.url}/graphql", json=asked).json()

    assert answer["data"]["activity"] == {
        "totalCount": 1,
        "nodes": [{"kind": "GROUP_CREATED"}],
    }


def test_one_click_ends_letters_of_a_kind(
    communs: Server, people: tuple[Client, Client], postbox: Postbox
) -> None:
    ada, _bruno = people
    carla = Client(communs, "Carla Essai").join(postbox)
    group = ada.do("createGroup", "group { id }", name="Cercle libre", joining="FREE")["id"]
    carla.do("joinGroup", "membership { role }", group=group)
    thread = ada.do("openThread", "thread { id }", group=group, title="Appels")["id"]
    mention = f"@[Carla Essai]({carla.ask('{ viewer { id } }')['viewer']['id']})"

    ada.say(thread, f"{mention}, une idée ?")
    eventually(lambda: bool(mentions(postbox, carla)), WITHIN)
    (letter,) = mentions(postbox, carla)
    link = letter["List-Unsubscribe"].strip("<> \n")
    asked_first = httpx.get(link)
    done = httpx.post(link, data={"List-Unsubscribe": "One-Click"})

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.get_body(("html",)) is not None
    assert (asked_first.status_code, done.status_code) == (200, 200)
    assert carla.ask("{ viewer { stoppedLetters } }")["viewer"]["stoppedLetters"] == ["MENTIONS"]

    ada.say(thread, f"{mention}, encore une ?")
    mine = "{ mentions { totalCount } }"
    eventually(lambda: carla.ask(mine)["mentions"]["totalCount"] == 2, WITHIN)
    ada.say(thread, f"@[Ada Essai]({ada.ask('{ viewer { id } }')['viewer']['id']})")
    assert len(mentions(postbox, carla)) == 1


def mentions(postbox: Postbox, who: Client) -> list[EmailMessage]:
    """Give the letters that told somebody of a mention."""
    return [each for each in postbox.letters(who.email) if "mentionne" in each["Subject"]]
