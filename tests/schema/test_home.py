"""Home in the graph: one question says what awaits somebody, at a constant price."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from backend.journal.following import catch_up
from communs.groups import actions as grouping
from communs.home.followers import ActivityFollower
from communs.polls.choices import PollKind
from tests.communs import polling
from tests.schema import making
from tests.schema.conftest import gid

HOME = """{ home {
    lastVisitAt
    unreadThreads { totalCount nodes { title unreadCount } }
    nextEvents { nodes { title } }
    requestsToDecide { nodes { message person { name } } }
    affiliationsToDecide { totalCount }
    pollsToAnswer { nodes { title } }
    news { nodes { sentence kind at actor { name } group { name }
        subject { __typename ... on Thread { title } ... on Event { title } } } }
} }"""
ACTIVITY = """query ($group: ID, $kinds: [ActivityKind!]) {
    activity(group: $group, kinds: $kinds) { totalCount nodes { sentence subject { id } } }
}"""


def happen(cast, times=1):
    """Let a few things happen that concern ana."""
    soon = timezone.now() + timedelta(days=3)
    for number in range(times):
        thread = making.thread(cast, cast.group, "Bonjour", title=f"Fil {number}")
        times_of = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
        making.event(cast, cast.group, title=f"Webinaire {number}", **times_of)
        polling.open_poll(cast, thread, PollKind.PROPOSAL, title=f"Question {number}")
    catch_up(ActivityFollower())


def test_one_question_says_what_awaits(cast, ask, mutate):
    happen(cast)
    cast.perform(grouping.request_to_join, "zed", group=cast.group, message="Puis-je ?")

    home = ask("ana", HOME)["home"]
    mutate("ana", "noteVisit", "visit { at }")
    after = ask("ana", HOME)["home"]

    assert home["lastVisitAt"] is None
    assert home["unreadThreads"]["nodes"] == [{"title": "Fil 0", "unreadCount": 2}]
    assert home["nextEvents"]["nodes"] == [{"title": "Webinaire 0"}]
    assert home["requestsToDecide"]["nodes"] == [
        {"message": "Puis-je ?", "person": {"name": "Zed"}}
    ]
    assert home["pollsToAnswer"]["nodes"] == [{"title": "Question 0"}]
    assert home["affiliationsToDecide"] == {"totalCount": 0}
    asked, news = home["news"]["nodes"]  # ana's own event is no news to her
    assert asked["sentence"] == "Bo asked: “Question 0”"
    assert news["sentence"] == "Bo opened “Fil 0”."
    assert news["subject"] == {"__typename": "Thread", "title": "Fil 0"}
    assert after["news"]["nodes"] == []
    assert after["lastVisitAt"] is not None
    assert after["unreadThreads"]["totalCount"] == 1


def test_visitors_have_no_home(ask):
    assert ask("nobody", HOME) == {"home": None}


def test_a_home_costs_the_same_however_much_awaits(cast, cost):
    happen(cast, times=2)
    few = cost("ana", HOME)

    happen(cast, times=15)

    assert cost("ana", HOME) == few


def test_activity_of_a_group_is_told_to_those_who_see_it(cast, ask):
    making.thread(cast, cast.groups["hidden"], "Bonjour", title="Caché")
    making.thread(cast, cast.group, title="Annoncé")
    catch_up(ActivityFollower())

    def told(who, group=None, **given):
        given |= {"group": gid(group)} if group else {}
        page = ask(who, ACTIVITY, **given)["activity"]
        return page["totalCount"], [each["sentence"] for each in page["nodes"]]

    hidden = [2, ["Bo wrote in “Caché”.", "Bo opened “Caché”."]]
    assert list(told("ana", cast.groups["hidden"])) == hidden
    assert told("ana", kinds=["THREAD_OPENED"])[0] == 2
    assert told("zed", cast.groups["hidden"]) == told("zed", cast.person("zed")) == (0, [])
    assert told("zed") == told("nobody") == (0, [])


def test_a_sentence_is_in_the_language_of_the_reader(cast, post):
    making.thread(cast, cast.group, title="Le modèle")
    catch_up(ActivityFollower())

    answer = post("ana", ACTIVITY, "fr")

    (told,) = answer["data"]["activity"]["nodes"]
    assert told["sentence"] == "Bo a ouvert «\u00a0Le modèle\u00a0»."
