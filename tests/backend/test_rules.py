"""Rules: they join, and a denial always explains itself."""

from __future__ import annotations

import pytest

from backend.rules import NOBODY, Actor, Conflict, Denied, Invalid, rule


@rule("Not green.")
def is_green(_actor, thing):
    return thing == "green"


@rule("Not a moderator.")
def is_moderator(actor, _thing):
    return actor.is_moderator


MODERATOR = Actor(is_moderator=True)


@pytest.mark.parametrize(
    ("actor", "thing", "both", "either"),
    [
        (NOBODY, "red", "Not green.", "Not a moderator."),
        (NOBODY, "green", "Not a moderator.", None),
        (MODERATOR, "red", "Not green.", None),
        (MODERATOR, "green", None, None),
    ],
)
def test_rules_join_with_and_and_or(actor, thing, both, either):
    assert (is_green & is_moderator).refusal(actor, thing) == both
    assert (is_green | is_moderator).refusal(actor, thing) == either


def test_a_rule_that_is_required_stops_with_its_reason():
    with pytest.raises(Denied, match=r"Not green\."):
        is_green.require(NOBODY, "red")

    is_green.require(NOBODY, "green")


def test_refusals_tell_their_code_and_field():
    assert Invalid("Too long.", field="body").extensions == {"code": "INVALID", "field": "body"}
    assert Conflict("Too late.", current=7).extensions == {"code": "CONFLICT"}
    assert Conflict("Too late.", current=7).current == 7


def test_an_actor_cannot_be_changed():
    with pytest.raises(AttributeError):
        NOBODY.is_moderator = True


def test_equal_actors_are_one_key():
    assert {Actor(person=None): 1}[Actor(person=None)] == 1
