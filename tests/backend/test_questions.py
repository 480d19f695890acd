"""Questions written once: they answer for each key as the query itself would."""

from __future__ import annotations

from backend.questions import Question, keys
from communs.groups.models import Membership
from communs.resources.audiences import drafts_of


def test_it_is_written_once_and_answers_for_each_key(cast, queries):
    written = []

    def memberships(person):
        written.append(person)
        return Membership.objects.filter(person=person).order_by().values_list("group")

    question = Question(memberships)
    for who in ("ana", "bo", "zed", "ana"):
        person = cast.person(who)
        groups = set(Membership.objects.filter(person=person).values_list("group", flat=True))
        assert set(keys(question(person.pk))) == groups

    assert len(written) == 1
    assert queries(lambda: question(person.pk)) == 1


def test_who_edits_what_is_asked_by_one_query_whoever_asks(cast, queries):
    ana = cast.person("ana").pk

    assert queries(lambda: drafts_of(ana)) == 1
