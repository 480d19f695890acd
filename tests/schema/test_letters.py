"""Letters in the graph: what somebody wants none about is theirs to choose, and to see."""

from __future__ import annotations

from tests.schema.conftest import gid

STOPPED = "{ viewer { stoppedLetters } }"
OF_OTHERS = "query ($id: ID!) { person(id: $id) { name stoppedLetters } }"


def test_somebody_chooses_what_they_are_spared(ask, mutate):
    shown = "person { stoppedLetters }"

    stopped = mutate("bo", "stopLetters", shown, matters=["EVENTS", "MENTIONS", "EVENTS"])
    resumed = mutate("bo", "resumeLetters", shown, matters=["EVENTS", "DECISIONS"])

    assert stopped == {"person": {"stoppedLetters": ["EVENTS", "MENTIONS"]}, "errors": []}
    assert resumed == {"person": {"stoppedLetters": ["MENTIONS"]}, "errors": []}
    assert ask("bo", STOPPED) == {"viewer": {"stoppedLetters": ["MENTIONS"]}}


def test_nobody_else_sees_it(cast, ask, mutate):
    mutate("bo", "stopLetters", "person { id }", matters=["EVENTS"])

    for who in ("ana", "nina"):
        seen = ask(who, OF_OTHERS, id=gid(cast.person("bo")))["person"]
        assert seen == {"name": "Bo", "stoppedLetters": None}


def test_visitors_choose_nothing(mutate):
    answer = mutate("nobody", "stopLetters", "person { id }", matters=["EVENTS"])

    assert answer == {"person": None, "errors": [{"code": "DENIED", "field": None}]}
