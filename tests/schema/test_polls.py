"""Polls in the graph: what is answered, what is hidden, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from communs.polls import actions
from communs.polls.choices import Answer, PollKind, Stance
from communs.polls.models import Poll, Vote, Voter
from communs.polls.voting import TimeAnswer
from schema.graph import documents
from tests.communs.polling import cast_vote, make_due, open_poll, thread_of, times

from . import making
from .conftest import gid

RESULTS = """results {
  stances { stance count }
  options { option { number } count ifNeedBe no }
  rounds { number resting leaving { number } options { option { number } count } }
  best { number }
}"""
POLL = f"""
query ($poll: ID!) {{ poll(id: $poll) {{
  kind title isOpen voterCount quorum quorumReached isAnonymous hidesResults hasVoted
  message {{ number }} openedBy {{ name }} options {{ number label }}
  myVote {{ stance reason options {{ option {{ number }} rank answer }} }}
  votes {{
    totalCount nodes {{ voter {{ name }} stance reason options {{ option {{ number }} }} }}
  }}
  outcome {{ number statementHtml author {{ name }} }} outcomes {{ totalCount }}
  {RESULTS}
}} }}
"""
WHOLE = f"""
  title kind isOpen voterCount quorumReached hasVoted options {{ label }}
  myVote {{ stance options {{ rank option {{ label }} }} }} outcome {{ statement }} {RESULTS}
"""
ALL_POLLS = f"query ($first: Int) {{ polls(first: $first) {{ nodes {{ {WHOLE} }} }} }}"
IN_THREADS = f"""
query ($first: Int) {{ threads(first: $first) {{ nodes {{
  polls(first: 2) {{ totalCount nodes {{ {WHOLE} }} }}
  messages(first: 2) {{ nodes {{ number poll {{ title }} }} }}
}} }} }}
"""
AWAITING = """
query ($awaiting: Boolean, $open: Boolean) {
  polls(awaitingMe: $awaiting, open: $open) { totalCount nodes { title } }
}
"""


@pytest.fixture
def thread(cast):
    return thread_of(cast)


def close(cast, poll):
    cast.perform(actions.close_poll, "bo", poll=poll)


def test_a_proposal_shows_how_it_stands_and_who_says_what(cast, ask, thread):
    poll = open_poll(cast, thread, quorum=2)
    cast_vote(cast, poll, "ana", stance=Stance.BLOCK, reason="Trop *tôt*")
    cast_vote(cast, poll, "bo")

    shown = ask("bo", POLL, poll=gid(poll))["poll"]

    results = shown.pop("results")
    assert results == {
        "stances": [
            {"stance": "AGREE", "count": 1},
            {"stance": "ABSTAIN", "count": 0},
            {"stance": "DISAGREE", "count": 0},
            {"stance": "BLOCK", "count": 1},
        ],
        "options": [],
        "rounds": [],
        "best": [],
    }
    assert shown == {
        "kind": "PROPOSAL",
        "title": "On y va ?",
        "isOpen": True,
        "voterCount": 2,
        "quorum": 2,
        "quorumReached": True,
        "isAnonymous": False,
        "hidesResults": False,
        "hasVoted": True,
        "message": {"number": 1},
        "openedBy": {"name": "Bo"},
        "options": [],
        "myVote": {"stance": "AGREE", "reason": "", "options": []},
        "votes": {
            "totalCount": 2,
            "nodes": [
                {
                    "voter": {"name": "Ana"},
                    "stance": "BLOCK",
                    "reason": "Trop *tôt*",
                    "options": [],
                },
                {"voter": {"name": "Bo"}, "stance": "AGREE", "reason": "", "options": []},
            ],
        },
        "outcome": None,
        "outcomes": {"totalCount": 0},
    }


def test_ranked_options_show_their_rounds(cast, ask, thread):
    poll = open_poll(cast, thread, PollKind.RANKED)
    cast_vote(cast, poll, "ana", choices=[1])
    cast_vote(cast, poll, "mo", choices=[3, 2])
    cast_vote(cast, poll, "bo", choices=[2, 3])

    shown = ask("mo", POLL, poll=gid(poll))["poll"]

    assert shown["results"]["rounds"] == [
        {
            "number": 1,
            "resting": 0,
            "leaving": [],
            "options": [{"option": {"number": n}, "count": 1} for n in (1, 2, 3)],
        }
    ]
    assert shown["results"]["best"] == [{"number": 1}, {"number": 2}, {"number": 3}]
    assert shown["myVote"]["options"] == [
        {"option": {"number": 3}, "rank": 1, "answer": None},
        {"option": {"number": 2}, "rank": 2, "answer": None},
    ]


def test_times_show_who_can_come(cast, ask, thread):
    poll = open_poll(cast, thread, PollKind.TIME, options=times(2))
    cast_vote(cast, poll, "ana", answers=[TimeAnswer(2, Answer.IF_NEED_BE)])
    cast_vote(cast, poll, "bo")

    shown = ask("ana", POLL, poll=gid(poll))["poll"]

    assert shown["results"]["options"] == [
        {"option": {"number": 1}, "count": 1, "ifNeedBe": 0, "no": 1},
        {"option": {"number": 2}, "count": 0, "ifNeedBe": 1, "no": 1},
    ]
    assert shown["results"]["best"] == [{"number": 1}]
    assert shown["myVote"]["options"] == [
        {"option": {"number": 1}, "rank": None, "answer": "NO"},
        {"option": {"number": 2}, "rank": None, "answer": "IF_NEED_BE"},
    ]


def test_hidden_results_are_told_when_the_poll_is_closed(cast, ask, thread):
    poll = open_poll(cast, thread, PollKind.CHOICE, hide_results=True)
    cast_vote(cast, poll, "bo", choices=[1])

    while_open = ask("ana", POLL, poll=gid(poll))["poll"]
    close(cast, poll)
    closed = ask("ana", POLL, poll=gid(poll))["poll"]

    assert (while_open["results"], while_open["votes"]) == (None, {"totalCount": 0, "nodes": []})
    assert while_open["voterCount"] == closed["voterCount"] == 1
    assert closed["results"]["best"] == [{"number": 1}]
    assert closed["votes"]["nodes"][0]["voter"] == {"name": "Bo"}


def test_hidden_results_wait_for_the_closing_even_when_the_time_is_up(cast, ask, thread):
    poll = open_poll(cast, thread, hide_results=True, closes_at=timezone.now() + timedelta(days=2))
    cast_vote(cast, poll)
    make_due(poll)

    shown = ask("ana", POLL, poll=gid(poll))["poll"]

    assert (shown["isOpen"], shown["results"], shown["votes"]["totalCount"]) == (False, None, 0)


def test_an_anonymous_poll_with_too_few_votes_tells_how_many_and_nothing_else(cast, ask, thread):
    poll = open_poll(cast, thread, anonymous=True)
    cast_vote(cast, poll, "ana")
    cast_vote(cast, poll, "bo")
    close(cast, poll)

    shown = ask("bo", POLL, poll=gid(poll))["poll"]

    assert (shown["voterCount"], shown["hasVoted"]) == (2, True)
    assert (shown["results"], shown["votes"]["totalCount"]) == (None, 0)


@pytest.mark.parametrize("who", ["ana", "bo", "ob", "mo"])
def test_of_an_anonymous_poll_nobody_learns_who_said_what(cast, ask, thread, who):
    poll = open_poll(cast, thread, anonymous=True)
    cast_vote(cast, poll, "ana", stance=Stance.BLOCK, reason="Non")
    cast_vote(cast, poll, "mo")
    cast_vote(cast, poll, "bo")

    while_open = ask(who, POLL, poll=gid(poll))["poll"]
    close(cast, poll)
    closed = ask(who, POLL, poll=gid(poll))["poll"]

    assert while_open["results"] is None
    assert [vote["voter"] for vote in while_open["votes"]["nodes"]] == (
        [{"name": who.capitalize()}] if who != "ob" else []
    )
    assert [vote["voter"] for vote in closed["votes"]["nodes"]] == [None] * 3
    assert closed["myVote"] is None
    assert closed["hasVoted"] is (who != "ob")
    assert closed["results"]["stances"][3] == {"stance": "BLOCK", "count": 1}


def test_nobody_s_vote_is_nobody_s(cast, ask):
    """Whoever is not signed in is not the voter of the votes that have none."""
    poll = open_poll(cast, thread_of(cast, "open"), anonymous=True)
    for who in ("ana", "mo", "bo"):
        cast_vote(cast, poll, who)
    close(cast, poll)

    shown = ask("nobody", POLL, poll=gid(poll))["poll"]

    assert (shown["myVote"], shown["hasVoted"], shown["votes"]["totalCount"]) == (None, False, 3)


@pytest.mark.parametrize("who", ["zed", "nina", "nobody"])
def test_to_whoever_does_not_see_the_thread_nothing_of_a_poll_is_there(cast, ask, thread, who):
    poll = open_poll(cast, thread, PollKind.RANKED)
    cast_vote(cast, poll)
    rows = [poll, poll.options.first(), Vote.objects.get(), Vote.objects.get().options.first()]

    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } polls { totalCount } }"
    answer = ask(who, asked, ids=[gid(row) for row in rows])

    assert answer == {"nodes": [None] * 4, "polls": {"totalCount": 0}}
    assert ask(who, POLL, poll=gid(poll)) == {"poll": None}


def test_what_awaits_me_is_what_i_may_vote_in_and_have_not(cast, ask, thread):
    for title in ("à voter", "voté", "clos", "dû"):
        open_poll(cast, thread, title=title)
    cast_vote(cast, Poll.objects.get(title="voté"))
    close(cast, Poll.objects.get(title="clos"))
    Poll.objects.filter(title="dû").update(closes_at=timezone.now() - timedelta(seconds=1))

    def titles(who, **narrowed):
        found = ask(who, AWAITING, **narrowed)["polls"]
        assert found["totalCount"] == len(found["nodes"])
        return {each["title"] for each in found["nodes"]}

    assert titles("bo", awaiting=True) == {"à voter"}
    assert titles("bo", awaiting=False) == {"voté", "clos", "dû"}
    assert titles("ana", awaiting=True, open=True) == {"à voter", "voté"}
    assert titles("ob", awaiting=True) == titles("nobody", awaiting=True) == set()
    assert titles("ob", open=True) == {"à voter", "voté"}
    assert titles("ob", open=False) == {"clos", "dû"}


# --- mutations ------------------------------------------------------------------------------


@pytest.fixture
def named(cast, thread):
    """Give the ids of what mutations name here."""
    poll = open_poll(cast, thread)
    closed = open_poll(cast, thread, title="Close")
    cast_vote(cast, poll, "ana")
    close(cast, closed)
    return {"thread": gid(thread), "poll": gid(poll), "closed": gid(closed)}


CHANGES = {
    "openPoll": (
        "bo",
        {
            "thread": "thread",
            "kind": "TIME",
            "title": "Quand ?",
            "timeZone": "Europe/Paris",
            "options": [
                {"startsAt": "2030-04-22T09:00:00+02:00", "endsAt": "2030-04-22T11:00:00+02:00"}
            ],
        },
        "poll { kind options { number startsAt } message { number body } }",
        {
            "kind": "TIME",
            "options": [{"number": 1, "startsAt": "2030-04-22T07:00:00+00:00"}],
            "message": {"number": 3, "body": "Quand ?"},
        },
    ),
    "castVote": (
        "bo",
        {"poll": "poll", "stance": "DISAGREE", "reason": "Trop tôt"},
        "poll { voterCount myVote { stance reasonHtml } }",
        {"voterCount": 2, "myVote": {"stance": "DISAGREE", "reasonHtml": "<p>Trop tôt</p>\n"}},
    ),
    "withdrawVote": (
        "ana",
        {"poll": "poll"},
        "poll { voterCount hasVoted }",
        {"voterCount": 0, "hasVoted": False},
    ),
    "closePoll": (
        "mo",
        {"poll": "poll"},
        "poll { isOpen closedBy { name } }",
        {"isOpen": False, "closedBy": {"name": "Mo"}},
    ),
    "reopenPoll": (
        "bo",
        {"poll": "closed"},
        "poll { isOpen closedBy { name } }",
        {"isOpen": True, "closedBy": None},
    ),
    "stateOutcome": (
        "bo",
        {"poll": "closed", "statement": "Nous *irons*."},
        "poll { outcome { number statementHtml author { name } } }",
        {
            "outcome": {
                "number": 1,
                "statementHtml": "<p>Nous <em>irons</em>.</p>\n",
                "author": {"name": "Bo"},
            }
        },
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_mutation_answers_what_is_so_now(mutate, named, name):
    who, given, shown, now = CHANGES[name]
    given = {
        key: named.get(value, value) if isinstance(value, str) else value
        for key, value in given.items()
    }

    assert mutate(who, name, shown, **given) == {"poll": now, "errors": []}


@pytest.mark.parametrize(
    ("who", "given", "error"),
    [
        ("bo", {"stance": "BLOCK"}, {"code": "INVALID", "field": "reason"}),
        ("bo", {"choices": [1]}, {"code": "INVALID", "field": "choices"}),
        ("ob", {"stance": "AGREE"}, {"code": "DENIED", "field": None}),
        ("zed", {"stance": "AGREE"}, {"code": "MISSING", "field": "poll"}),
        ("nobody", {"stance": "AGREE"}, {"code": "MISSING", "field": "poll"}),
    ],
)
def test_a_vote_that_fails_says_why_and_changes_nothing(mutate, named, who, given, error):
    answer = mutate(who, "castVote", "poll { id }", poll=named["poll"], **given)

    assert answer == {"poll": None, "errors": [error]}
    assert Voter.objects.count() == 1


def test_a_bad_option_is_named_where_it_stands(mutate, named):
    given = {"thread": named["thread"], "kind": "TIME", "title": "Quand ?"}
    answer = mutate(
        "bo", "openPoll", "poll { id }", **given, timeZone="Europe/Paris", options=[{"label": "x"}]
    )

    assert answer == {"poll": None, "errors": [{"code": "INVALID", "field": "options.0.startsAt"}]}


def test_a_statement_from_an_older_one_answers_what_is_stated_now(mutate, named):
    shown = "poll { outcome { statement } }"
    mutate("bo", "stateOutcome", shown, poll=named["closed"], statement="Oui.")

    answer = mutate("mo", "stateOutcome", shown, poll=named["closed"], statement="Non.")

    assert answer == {
        "poll": {"outcome": {"statement": "Oui."}},
        "errors": [{"code": "CONFLICT", "field": "replaces"}],
    }


# --- cost -----------------------------------------------------------------------------------


def fill(cast, thread, polls):
    """Put polls of every kind, answered by two, some closed with an outcome."""
    for number, kind in zip(range(polls), list(PollKind) * polls, strict=False):
        poll = open_poll(cast, thread, kind)
        cast_vote(cast, poll, "ana")
        cast_vote(cast, poll, "bo")
        if number % 2:
            close(cast, poll)
            cast.perform(actions.state_outcome, "bo", poll=poll, statement="Oui.")


def test_polls_cost_the_same_however_many_there_are(cast, thread, cost):
    fill(cast, thread, 5)
    few = cost("ana", ALL_POLLS, first=40)

    fill(cast, thread, 35)
    many = cost("ana", ALL_POLLS, first=40)

    assert many == few == 19


def test_threads_with_polls_cost_the_same_however_many_there_are(cast, cost):
    for _number in range(2):
        fill(cast, making.thread(cast, cast.group), 5)
    few = cost("ana", IN_THREADS, first=40)

    for _number in range(38):
        fill(cast, making.thread(cast, cast.group), 1)
    many = cost("ana", IN_THREADS, first=40)

    assert many == few == 22


# --- heard together -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("title voterCount isOpen quorumReached options { label } message { number }", False),
        (RESULTS, False),
        ("outcome { statement author { name } } outcomes { nodes { statement } }", True),
        ("outcome { statement author { name } } openedBy { name }", False),
        ("hasVoted", True),
        ("myVote { stance }", True),
        ("votes { nodes { stance } }", True),
    ],
)
def test_what_not_all_listeners_may_see_is_worded_for_each_alone(asked, alone):
    heard = f"by {{ name }} ... on VoteCast {{ poll {{ {asked} }} }}"
    text = f"subscription ($t: ID!) {{ threadEvents(thread: $t) {{ cursor {heard} }} }}"

    assert documents.prepare(text, None, {"t": "x"}).personal is alone
