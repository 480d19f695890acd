"""What search knows of things: by what they are narrowed and counted, and at what cost."""

from __future__ import annotations

import pytest

from backend.search.contract import Key
from backend.search.sources import present, source_of, touched
from communs.events import actions as meeting
from communs.groups import actions as grouping
from communs.organizations import actions as organizing
from communs.organizations.models import OrganizationKind
from communs.people import actions as telling
from communs.resources import actions as writing
from communs.resources.choices import ContributorRole, Licence
from communs.threads import actions as talking
from communs.threads.reach import Reach
from communs.topics import actions as wording
from tests.places import settle
from tests.schema import making


def known(row, kind=None):
    """Give what search knows of a row."""
    (document,) = present([Key(kind or type(row).__name__.lower(), row.pk)])
    return document


def keys(*rows):
    return tuple(sorted(str(row.pk) for row in rows))


@pytest.fixture
def topics(cast):
    """Make a topic and one within it."""
    water = cast.perform(wording.create_topic, "nina", name_fr="Eau")
    river = cast.perform(wording.create_topic, "nina", name_fr="Rivières", parent=water)
    return water, river


def test_topics_and_territories_come_with_all_around_them(cast, topics):
    places = settle()
    around = keys(*(places[name] for name in ("France", "Hauts-de-France", "Nord", "Lille")))
    around = tuple(sorted({*around, *keys(places["Métropole Européenne de Lille"])}))
    given = {"topics": [topics[1]], "territories": [places["Lille"]]}
    cycle = cast.perform(meeting.start_cycle, "ana", group=cast.group, title="Les jeudis")
    event, resource = making.event(cast, cast.group), making.resource(cast, cast.group)
    cast.perform(meeting.classify_event, "ana", event=event, **given)
    cast.perform(meeting.classify_cycle, "ana", cycle=cycle, **given)
    cast.perform(writing.classify_resource, "ana", resource=resource, **given)
    cast.perform(grouping.classify_group, "ana", group=cast.group, **given)
    cast.perform(telling.classify_profile, "bo", **given)

    for row in (event, cycle, resource, cast.group, cast.person("bo")):
        assert known(row).filters["topic"] == keys(*topics)
        assert known(row).filters["territory"] == around


def test_an_organization_is_where_it_has_its_seat_and_where_it_works(cast, topics):
    places = settle()
    kind = OrganizationKind.ASSOCIATION
    seat = {"name": "Eaux vives", "kind": kind, "territory": places["Occitanie"]}
    made = cast.perform(organizing.add_organization, "ana", **seat)
    given = {"topics": [topics[0]], "territories": [places["Hauts-de-France"]]}
    cast.perform(organizing.classify_organization, "ana", organization=made, **given)

    filters = known(made).filters
    assert filters["organization"] == keys(made)
    assert filters["topic"] == keys(topics[0])
    assert filters["territory"] == keys(
        places["Occitanie"], places["Hauts-de-France"], places["France"]
    )


def test_who_has_a_part_in_something_is_known(cast):
    kind = OrganizationKind.ASSOCIATION
    ours = cast.perform(organizing.add_organization, "ana", name="Les nôtres", kind=kind)
    theirs = cast.perform(organizing.add_organization, "bo", name="Les leurs", kind=kind)
    event = making.event(cast, cast.group)
    cast.perform(
        meeting.set_event_organizations, "ana", event=event, organizing=[ours], partners=[theirs]
    )
    resource = making.resource(cast, cast.group, licence=Licence.CC0_1_0)
    cast.perform(
        writing.credit_contributor,
        "bo",
        resource=resource,
        organization=theirs,
        role=ContributorRole.FUNDER,
    )
    cast.perform(telling.propose_affiliation, "ana", organization=ours, role="présidente")

    assert known(event).filters["organization"] == keys(ours, theirs)
    assert known(event).filters["form"] == ("meeting",)
    assert known(resource).filters["organization"] == keys(theirs)
    assert known(resource).filters["licence"] == ("CC0-1.0",)
    assert known(resource).filters["form"] == ("guide",)
    assert known(cast.person("ana")).filters["organization"] == keys(ours)
    assert known(cast.person("bo")).filters["organization"] == ()


def test_drafts_and_archives_count_less_and_much_used_things_a_little_more(cast):
    draft = making.resource(cast, cast.group)
    public = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    archived = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    cast.perform(writing.archive_resource, "ana", resource=archived)
    thread = making.thread(cast, cast.group, *["oui"] * 5)
    message = thread.messages.first()
    cast.perform(talking.react_to_message, "ana", message=message, reaction="👍")
    cancelled = making.event(cast, cast.group)
    cast.perform(meeting.cancel_event, "ana", event=cancelled, reason="La neige")

    assert [known(row).weight for row in (draft, public, archived)] == [0.6, 1.0, 0.5]
    assert known(thread).weight == pytest.approx(1.015)
    assert known(message).weight == pytest.approx(1.015)
    assert known(thread.messages.last()).weight == 1.0
    assert known(cancelled).weight == 0.7


def test_what_last_happened_is_known(cast):
    thread = making.thread(cast, cast.group, "oui")
    resource = making.resource(cast, cast.group)
    cast.perform(writing.edit_resource, "bo", resource=resource, revision=1, title="Autrement")

    thread.refresh_from_db()
    assert known(thread).active == thread.active_at == thread.messages.get().created_at
    assert known(resource).active == resource.revisions.get(number=2).created_at


def test_what_changes_something_has_it_read_again(cast, topics):
    resource = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    thread = making.thread(cast, cast.group, "oui")
    message = thread.messages.get()
    event = making.event(cast, cast.group)
    kind = OrganizationKind.ASSOCIATION
    ours = cast.perform(organizing.add_organization, "ana", name="Les nôtres", kind=kind)
    cast.perform(writing.classify_resource, "ana", resource=resource, topics=[topics[1]])

    def after(action, who, **given) -> set[Key]:
        cast.facts()
        cast.perform(action, who, **given)
        return touched(cast.facts())

    of_resource, of_message = {Key("resource", resource.pk)}, {Key("message", message.pk)}
    assert after(wording.edit_topic, "nina", topic=topics[0], name_fr="Eaux") == of_resource
    assert after(writing.archive_resource, "ana", resource=resource) == of_resource
    assert after(writing.restore_resource, "ana", resource=resource) == of_resource
    assert after(writing.classify_resource, "ana", resource=resource, topics=[]) == of_resource
    assert after(wording.edit_topic, "nina", topic=topics[0], name_fr="Eau") == set()
    assert after(talking.react_to_message, "ana", message=message, reaction="👍") == of_message
    assert after(talking.withdraw_reaction, "ana", message=message, reaction="👍") == of_message
    said = after(talking.post_message, "bo", thread=thread, body="Non")
    assert said == {Key("thread", thread.pk), Key("message", thread.messages.last().pk)}
    cancelled = after(meeting.cancel_event, "ana", event=event, reason="La neige")
    assert cancelled == {Key("event", event.pk)}
    given = {"organization": ours, "topics": [topics[0]]}
    classified = after(organizing.classify_organization, "ana", **given)
    assert classified == {Key("organization", ours.pk)}


@pytest.mark.parametrize("kind", ["resource", "event"])
def test_reading_things_takes_the_same_queries_however_many(cast, queries, topics, kind):
    make = {
        "resource": lambda: making.resource(cast, cast.group, reach=Reach.PUBLIC),
        "event": lambda: making.event(cast, cast.group),
    }

    def more(times):
        for _time in range(times):
            make[kind]().topics.add(topics[1])

    more(2)
    few = queries(lambda: list(source_of(kind).chunks()))
    more(10)
    many = queries(lambda: list(source_of(kind).chunks()))

    assert few == many
