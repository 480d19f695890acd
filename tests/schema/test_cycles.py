"""Cycles, programmes and outcomes in the graph: what is shown, what is hidden, what it costs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.graphql.ids import to_global_id
from communs.events import actions
from communs.events.choices import EventKind
from communs.events.models import Cycle, Event, Replay, Speaker
from communs.events.programme import EventSpeaker
from communs.events.telling import EventReplay, ReplayMark
from communs.organizations.models import Organization, OrganizationKind
from communs.threads.reach import Reach

from . import making
from .conftest import gid

CYCLE = """
query ($cycle: ID!) { cycle(id: $cycle) {
  title summary description descriptionHtml rhythm revision endedAt
  group { name } createdBy { name } organizing { name } partners { name }
  events { totalCount nodes { title kind cycle { title } } }
} }
"""
EVENT = """
query ($event: ID!) { event(id: $event) {
  kind cycle { title } outcome outcomeHtml
  organizing { name } partners { name }
  speakers { name line position person { name } organization { name } session { title } }
  sessions { nodes { title speakers { name person { name } } } }
  replays { url label position marks { seconds label } }
  resources { title }
} }
"""
CYCLES = """
{ cycles(first: 7) { totalCount nodes { title organizing { name } partners { name }
  topics { name } territories { name }
  events(first: 12) { totalCount nodes { title organizing { name } partners { name }
    speakers { name person { name } organization { name } session { title } }
    replays { url marks { seconds } } resources { title } } } } } }
"""
PLAN = {
    "startsAt": "2024-04-18T13:00:00+02:00",
    "endsAt": "2024-04-18T14:30:00+02:00",
    "timeZone": "Europe/Paris",
}


def started(cast, group=None, **given):
    usual = {"group": group or cast.group, "title": "Jeudis de l’ODD 17"}
    return cast.perform(actions.start_cycle, "ana", **usual | given)


def organization(cast, name):
    return Organization.objects.create(
        name=name, kind=OrganizationKind.FOUNDATION, created_by=cast.person("ana")
    )


def filled(cast, event, *, outcome="# Synthèse", mark="Accueil"):
    """Give an event a bit of everything."""
    names = [organization(cast, f"{name} {uuid4()}") for name in ("GRDF", "Avril")]
    session = making.session(cast, event)
    zoe = EventSpeaker(name="Zoé", line="urbaniste", organization=names[0])
    bo = EventSpeaker(person=cast.person("bo"))
    replay = EventReplay(url="https://video.example/1", marks=[ReplayMark(60, mark)])
    guide = making.resource(cast, cast.group, title="Guide", reach=Reach.PUBLIC)
    for action, given in (
        (actions.set_event_organizations, {"organizing": names[:1], "partners": names[1:]}),
        (actions.set_event_speakers, {"speakers": [zoe]}),
        (
            actions.tell_outcome,
            {"revision": 1, "outcome": outcome, "replays": [replay], "resources": [guide]},
        ),
    ):
        cast.perform(action, "ana", event=event, **given)
    cast.perform(actions.set_session_speakers, "ana", session=session, speakers=[bo])


def test_a_cycle_shows_what_it_is_and_its_events(cast, ask):
    cycle = started(cast, description="*Venez*", rhythm="un jeudi par mois", summary="Débats.")
    avril, grdf = organization(cast, "Avril"), organization(cast, "GRDF")
    given = {"organizing": [grdf], "partners": [avril]}
    cast.perform(actions.set_cycle_organizations, "ana", cycle=cycle, **given)
    making.event(cast, cast.group, title="Cap 2030", cycle=cycle, kind=EventKind.WEBINAR)
    making.event(cast, cast.group, title="Ailleurs")

    shown = ask("ob", CYCLE, cycle=gid(cycle))["cycle"]

    assert shown == {
        "title": "Jeudis de l’ODD 17",
        "summary": "Débats.",
        "description": "*Venez*",
        "descriptionHtml": "<p><em>Venez</em></p>\n",
        "rhythm": "un jeudi par mois",
        "revision": 1,
        "endedAt": None,
        "group": {"name": "Groupe listed"},
        "createdBy": {"name": "Ana"},
        "organizing": [{"name": "GRDF"}],
        "partners": [{"name": "Avril"}],
        "events": {
            "totalCount": 1,
            "nodes": [
                {"title": "Cap 2030", "kind": "WEBINAR", "cycle": {"title": "Jeudis de l’ODD 17"}}
            ],
        },
    }


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("ob", {"group", "network", "public"}),
        ("zed", {"network", "public"}),
        ("nina", {"network", "public"}),
        ("nobody", {"public"}),
    ],
)
def test_everybody_sees_the_cycles_that_are_for_them(cast, ask, who, titles):
    for reach in Reach:
        started(cast, title=reach.value, reach=reach)

    seen = ask(who, "{ cycles { totalCount nodes { title } } }")["cycles"]
    asked = "query ($g: ID!) { group(id: $g) { cycles { totalCount nodes { title } } } }"
    inside = ask(who, asked, g=gid(cast.group))["group"]["cycles"]

    assert {each["title"] for each in seen["nodes"]} == titles
    assert seen["totalCount"] == len(titles)
    assert inside == seen


# --- unseen is absent -----------------------------------------------------------------------


def test_an_event_does_not_tell_of_a_cycle_that_one_does_not_see(cast, ask):
    cycle = started(cast, cast.groups["hidden"])
    event = making.event(cast, cast.groups["hidden"], reach=Reach.PUBLIC, cycle=cycle)
    of_cycle = "query ($c: ID) { events(cycle: $c) { totalCount nodes { title } } }"
    random = to_global_id("Cycle", uuid4())

    assert ask("zed", EVENT, event=gid(event))["event"]["cycle"] is None
    assert ask("bo", EVENT, event=gid(event))["event"]["cycle"] == {"title": cycle.title}
    assert ask("zed", CYCLE, cycle=gid(cycle)) == ask("zed", CYCLE, cycle=random)
    assert ask("zed", of_cycle, c=gid(cycle)) == ask("zed", of_cycle, c=random)
    assert ask("bo", of_cycle, c=gid(cycle))["events"]["totalCount"] == 1
    assert ask("bo", of_cycle, c=gid(event)) == ask("bo", of_cycle, c="x")
    assert ask("bo", of_cycle, c=None)["events"]["totalCount"] == 1


def test_a_cycle_does_not_count_the_events_that_one_does_not_see(cast, ask):
    cycle = started(cast, reach=Reach.PUBLIC)
    making.event(cast, cast.group, title="Entre nous", cycle=cycle)
    making.event(cast, cast.group, title="Pour tout le monde", cycle=cycle, reach=Reach.PUBLIC)

    seen = {who: ask(who, CYCLE, cycle=gid(cycle))["cycle"]["events"] for who in ("zed", "ob")}

    assert [each["title"] for each in seen["zed"]["nodes"]] == ["Pour tout le monde"]
    assert (seen["zed"]["totalCount"], seen["ob"]["totalCount"]) == (1, 2)


def test_resources_that_came_of_an_event_are_shown_to_those_who_see_them(cast, ask):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC)
    made = [
        making.resource(cast, cast.group, title=str(reach), reach=reach) for reach in (None, *Reach)
    ]
    cast.perform(actions.tell_outcome, "ana", event=event, revision=1, resources=made[::-1])

    def seen(who):
        resources = ask(who, EVENT, event=gid(event))["event"]["resources"]
        return [each["title"] for each in resources]

    assert seen("nobody") == ["public"]
    assert seen("zed") == ["public", "network"]
    assert seen("ob") == ["public", "network", "group"]
    assert seen("bo") == ["public", "network", "group", "None"]


@pytest.mark.parametrize(
    ("name", "noun", "given"),
    [
        ("editCycle", "cycle", {"revision": 1, "title": "x"}),
        ("endCycle", "cycle", {}),
        ("classifyCycle", "cycle", {"topics": []}),
        ("setCycleOrganizations", "cycle", {"organizing": [], "partners": []}),
        ("setEventOrganizations", "event", {"organizing": [], "partners": []}),
        ("setEventSpeakers", "event", {"speakers": []}),
        ("setSessionSpeakers", "session", {"speakers": []}),
        ("tellOutcome", "event", {"revision": 1, "outcome": "x"}),
    ],
)
def test_who_does_not_see_a_thing_is_told_no_more_than_of_a_random_one(
    cast, post, name, noun, given
):
    cycle = started(cast, cast.groups["hidden"])
    event = making.event(cast, cast.groups["hidden"], cycle=cycle)
    rows = {"cycle": cycle, "event": event, "session": making.session(cast, event)}
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = (
        f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {noun} {{ id }} "
        "errors { code field message } } }"
    )

    hidden, random = (
        post("zed", document, input={noun: each, **given})
        for each in (gid(rows[noun]), to_global_id(noun.capitalize(), uuid4()))
    )

    assert hidden == random
    assert hidden["data"][name]["errors"][0]["code"] == "MISSING"


@pytest.mark.parametrize("hidden", [True, False])
def test_an_event_joins_no_cycle_that_is_not_there(cast, mutate, hidden):
    cast.groups["hidden"].memberships.filter(person=cast.person("mo")).delete()
    cycle = gid(started(cast, cast.groups["hidden"])) if hidden else to_global_id("Cycle", uuid4())

    answer = mutate(
        "mo", "planEvent", "event { id }", group=gid(cast.group), title="x", cycle=cycle, **PLAN
    )

    assert answer == {"event": None, "errors": [{"code": "MISSING", "field": "cycle"}]}
    assert not Event.objects.exists()


# --- asking ---------------------------------------------------------------------------------


def test_events_are_narrowed_by_kind_cycle_and_organization_all_at_once(cast, ask):
    cycle, grdf = started(cast), organization(cast, "GRDF")
    later = making.START + timedelta(days=3)
    times = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    for title, given in {
        "a": {"cycle": cycle, "kind": EventKind.WEBINAR},
        "b": {"cycle": cycle, "kind": EventKind.FORUM},
        "c": {"kind": EventKind.WEBINAR},
        "d": {"cycle": cycle, "kind": EventKind.WEBINAR, **times},
    }.items():
        event = making.event(cast, cast.group, title=title, **given)
        named = {"b": ([grdf], []), "c": ([], [grdf]), "d": ([], [grdf])}.get(title, ([], []))
        both = dict(zip(("organizing", "partners"), named, strict=True))
        cast.perform(actions.set_event_organizations, "ana", event=event, **both)
    asked = """query ($k: EventKind, $c: ID, $o: ID) {
      events(kind: $k, cycle: $c, organization: $o) { totalCount nodes { title } } }"""

    def titles(**given):
        seen = ask("ob", asked, **given)["events"]
        assert seen["totalCount"] == len(seen["nodes"])
        return "".join(each["title"] for each in seen["nodes"])

    assert titles() == "abcd"
    assert titles(k="WEBINAR") == "acd"
    assert titles(c=gid(cycle)) == "abd"
    assert titles(o=gid(grdf)) == "bcd"
    assert titles(c=gid(cycle), o=gid(grdf), k="WEBINAR") == "d"
    assert titles(o=to_global_id("Organization", uuid4())) == ""


def test_cycles_are_narrowed_by_whether_they_go_on_and_by_group(cast, ask):
    on, over = started(cast, title="En cours"), started(cast, title="Fini")
    started(cast, cast.groups["open"], title="Ailleurs")
    cast.perform(actions.end_cycle, "ana", cycle=over)
    asked = "query ($r: Boolean, $g: ID) { cycles(running: $r, group: $g) { nodes { title } } }"

    def titles(**given):
        return [each["title"] for each in ask("ob", asked, **given)["cycles"]["nodes"]]

    assert titles() == ["Ailleurs", "En cours", "Fini"]
    assert titles(r=True) == ["Ailleurs", "En cours"]
    assert titles(r=False, g=gid(cast.group)) == ["Fini"]
    assert titles(g=gid(cast.group)) == [on.title, over.title]


def test_a_cycle_tells_its_past_events_from_those_to_come(cast, ask):
    cycle = started(cast)
    making.event(cast, cast.group, title="Passé", cycle=cycle)
    soon = timezone.now() + timedelta(hours=1)
    times = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    making.event(cast, cast.group, title="À venir", cycle=cycle, **times)
    asked = """query ($cycle: ID!) { cycle(id: $cycle) {
      past: events(toCome: false) { nodes { title } } next: events(toCome: true) { nodes { title } }
      last: events(orderBy: LATEST, first: 1) { nodes { title } } } }"""

    shown = ask("ob", asked, cycle=gid(cycle))["cycle"]

    assert shown == {
        "past": {"nodes": [{"title": "Passé"}]},
        "next": {"nodes": [{"title": "À venir"}]},
        "last": {"nodes": [{"title": "À venir"}]},
    }


def test_an_event_shows_its_programme_and_what_came_of_it(cast, ask):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC, kind=EventKind.SEMINAR)
    filled(cast, event)

    shown = ask("nobody", EVENT, event=gid(event))["event"]

    organizing, partner = (shown.pop(name)[0]["name"] for name in ("organizing", "partners"))
    assert (organizing[:4], partner[:5]) == ("GRDF", "Avril")
    assert shown == {
        "kind": "SEMINAR",
        "cycle": None,
        "outcome": "# Synthèse",
        "outcomeHtml": "<h1>Synthèse</h1>\n",
        "speakers": [
            {
                "name": "Zoé",
                "line": "urbaniste",
                "position": 1,
                "person": None,
                "organization": {"name": organizing},
                "session": None,
            },
            {
                "name": "",
                "line": "",
                "position": 1,
                "person": {"name": "Bo"},
                "organization": None,
                "session": {"title": "L'atelier"},
            },
        ],
        "sessions": {
            "nodes": [{"title": "L'atelier", "speakers": [{"name": "", "person": {"name": "Bo"}}]}]
        },
        "replays": [
            {
                "url": "https://video.example/1",
                "label": "",
                "position": 1,
                "marks": [{"seconds": 60, "label": "Accueil"}],
            }
        ],
        "resources": [{"title": "Guide"}],
    }


def test_cycles_programmes_and_outcomes_cost_the_same_for_many(cast, cost):
    def grow(cycles, events):
        for _ in range(cycles):
            cycle = started(cast, cast.groups["open"])
            for _ in range(events):
                filled(cast, making.event(cast, cast.groups["open"], cycle=cycle))

    grow(2, 2)
    few = cost("bo", CYCLES)
    grow(1, 10)
    grow(4, 1)
    many = cost("bo", CYCLES)

    assert many == few == 19


# --- doing ----------------------------------------------------------------------------------


def test_a_cycle_is_started_edited_and_ended(cast, mutate):
    shown = "cycle { title rhythm revision endedAt }"

    begun = mutate(
        "mo", "startCycle", shown, group=gid(cast.group), title="Jeudis", rhythm="mensuel"
    )
    named = {"cycle": gid(Cycle.objects.get())}
    edited = mutate("ana", "editCycle", shown, **named, revision=1, title="Jeudis de l’ODD 17")
    late = mutate("mo", "editCycle", shown, **named, revision=1, title="Trop tard")
    refused = mutate("bo", "editCycle", shown, **named, revision=2, title="Non")
    ended = mutate("mo", "endCycle", "cycle { title }", **named)

    cycle = {"title": "Jeudis", "rhythm": "mensuel", "revision": 1, "endedAt": None}
    assert begun == {"cycle": cycle, "errors": []}
    cycle |= {"title": "Jeudis de l’ODD 17", "revision": 2}
    assert edited == {"cycle": cycle, "errors": []}
    assert late == {"cycle": cycle, "errors": [{"code": "CONFLICT", "field": "revision"}]}
    assert refused == {"cycle": None, "errors": [{"code": "DENIED", "field": None}]}
    assert ended == {"cycle": {"title": "Jeudis de l’ODD 17"}, "errors": []}
    assert Cycle.objects.get().ended_at is not None


def test_an_event_joins_and_leaves_a_cycle(cast, mutate):
    cycle, shown = gid(started(cast)), "event { kind revision cycle { title } }"

    planned = mutate(
        "ana",
        "planEvent",
        shown,
        group=gid(cast.group),
        title="x",
        kind="WEBINAR",
        cycle=cycle,
        **PLAN,
    )
    event = {"event": gid(Event.objects.get())}
    kept = mutate("ana", "editEvent", shown, **event, revision=1, kind="FORUM")
    left = mutate("ana", "editEvent", shown, **event, revision=2, cycle=None)

    inside = {"title": "Jeudis de l’ODD 17"}
    assert planned["event"] == {"kind": "WEBINAR", "revision": 1, "cycle": inside}
    assert kept["event"] == {"kind": "FORUM", "revision": 2, "cycle": inside}
    assert left["event"] == {"kind": "FORUM", "revision": 3, "cycle": None}


def test_a_programme_is_set_in_one_go_with_its_people_and_organizations(cast, mutate):
    event, grdf = making.event(cast, cast.group), organization(cast, "GRDF")
    session = making.session(cast, event)
    speakers = [
        {"person": gid(cast.person("bo")), "line": "facilitateur"},
        {"name": "Zoé", "organization": gid(grdf)},
        {"name": "Léa", "organization": gid(grdf)},
    ]
    shown = "speakers { name line person { name } organization { name } }"

    whole = mutate(
        "ana", "setEventSpeakers", f"event {{ {shown} }}", event=gid(event), speakers=speakers
    )
    part = mutate(
        "mo",
        "setSessionSpeakers",
        f"session {{ {shown} }}",
        session=gid(session),
        speakers=speakers[1:],
    )

    bo, zoe, lea = (
        {"name": "", "line": "facilitateur", "person": {"name": "Bo"}, "organization": None},
        *(
            {"name": name, "line": "", "person": None, "organization": {"name": "GRDF"}}
            for name in ("Zoé", "Léa")
        ),
    )
    assert whole == {"event": {"speakers": [bo, zoe, lea]}, "errors": []}
    assert part == {"session": {"speakers": [zoe, lea]}, "errors": []}


@pytest.mark.parametrize(
    ("speaker", "field"),
    [
        ({"person": to_global_id("Person", uuid4())}, "speakers.1.person"),
        ({"person": "x"}, "speakers.1.person"),
        (
            {"name": "Zoé", "organization": to_global_id("Person", uuid4())},
            "speakers.1.organization",
        ),
    ],
)
def test_a_speaker_who_is_not_there_is_missing_by_their_place(cast, mutate, speaker, field):
    event = making.event(cast, cast.group)

    answer = mutate(
        "ana",
        "setEventSpeakers",
        "event { id }",
        event=gid(event),
        speakers=[{"name": "x"}, speaker],
    )

    assert answer == {"event": None, "errors": [{"code": "MISSING", "field": field}]}
    assert not Speaker.objects.exists()


def test_an_outcome_is_told_and_told_again(cast, mutate):
    event = gid(making.event(cast, cast.group, reach=Reach.PUBLIC))
    guide = gid(making.resource(cast, cast.group, title="Guide", reach=Reach.PUBLIC))
    replay = {"url": "https://video.example/1", "marks": [{"seconds": 5, "label": "Accueil"}]}
    shown = "event { outcome revision replays { url marks { seconds label } } resources { title } }"

    told = mutate(
        "mo",
        "tellOutcome",
        shown,
        event=event,
        revision=1,
        outcome="Bien",
        replays=[replay],
        resources=[guide],
    )
    late = mutate("ana", "tellOutcome", shown, event=event, revision=1, outcome="Trop tard")
    unseen = mutate(
        "ana",
        "tellOutcome",
        shown,
        event=event,
        revision=2,
        resources=[to_global_id("Resource", uuid4())],
    )

    stands = {
        "outcome": "Bien",
        "revision": 2,
        "replays": [replay],
        "resources": [{"title": "Guide"}],
    }
    assert told == {"event": stands, "errors": []}
    assert late == {"event": stands, "errors": [{"code": "CONFLICT", "field": "revision"}]}
    assert unseen == {"event": None, "errors": [{"code": "MISSING", "field": "resources"}]}
    assert Replay.objects.count() == 1


def test_what_has_not_begun_has_no_outcome(cast, mutate):
    soon = timezone.now() + timedelta(hours=1)
    times = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    event = making.event(cast, cast.group, **times)

    answer = mutate("ana", "tellOutcome", "event { id }", event=gid(event), revision=1, outcome="x")

    assert answer == {"event": None, "errors": [{"code": "DENIED", "field": None}]}
