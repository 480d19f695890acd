"""Organizations in the graph: what is shown to whom, how lists narrow, what it costs."""

from __future__ import annotations

from datetime import date

import pytest

from backend.graphql.ids import to_global_id
from backend.journal.following import catch_up
from backend.models import new_key
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from communs.organizations import actions as organizing
from communs.organizations.models import Organization, OrganizationContact, OrganizationKind
from communs.people import actions as people
from communs.people.models import Affiliation, Person
from communs.resources.choices import ContributorRole
from communs.resources.models import Contributor
from communs.threads.reach import Reach
from communs.topics import actions as classifying
from tests.places import settle

from . import making
from .conftest import gid

ORGANIZATION = """
query ($organization: ID!) { organization(id: $organization) {
  name kind website description descriptionHtml revision viewerIsContact
  territory { name } topics { name } territories { name }
  parent { name } children { totalCount nodes { name } }
  contacts { totalCount nodes { person { name } organization { name } } }
  affiliations { totalCount nodes { role state reason person { name } organization { name } } }
  people { totalCount nodes { name } }
} }
"""
LIST = """
query ($kind: OrganizationKind, $name: String, $parent: ID, $topic: ID, $territory: ID) {
  organizations(kind: $kind, name: $name, parent: $parent, topic: $topic, territory: $territory) {
    totalCount nodes { name }
  }
}
"""
PERSON = """
query ($person: ID!, $current: Boolean, $state: AffiliationState) { person(id: $person) {
  affiliations(current: $current, state: $state) {
    totalCount nodes { role startedOn endedOn state organization { name } decidedBy { name } }
  }
} }
"""
PEOPLE = "query ($o: ID) { people(organization: $o) { totalCount nodes { name } } }"
RESOURCES = "query ($o: ID) { resources(organization: $o) { totalCount nodes { title } } }"
SHOWN = "organization { name revision }"


def add(cast, name="Le RAMEAU", who="ana", **given):
    given = {"kind": OrganizationKind.ASSOCIATION} | given
    return cast.perform(organizing.add_organization, who, name=name, **given)


def propose(cast, organization, who="bo", role="Trésorier", *, confirmed=True, **given):
    made = cast.perform(
        people.propose_affiliation, who, organization=organization, role=role, **given
    )
    if confirmed and made.state == "proposed":
        made = cast.perform(people.confirm_affiliation, "nina", affiliation=made)
    return made


@pytest.fixture
def rameau(cast):
    return add(cast)


# --- what is shown ------------------------------------------------------------------------------


def test_an_organization_shows_what_it_is_and_who_is_of_it(cast, ask):
    places = settle()
    network = add(cast, "Réseau des catalyseurs territoriaux", kind=OrganizationKind.NETWORK)
    given = {"parent": network, "territory": places["Lille"], "website": "https://lerameau.fr"}
    rameau = add(cast, description="*Ici*", **given)
    topic = cast.perform(classifying.create_topic, "nina", name_fr="Alliances")
    classified = {"topics": [topic], "territories": [places["France"]]}
    cast.perform(organizing.classify_organization, "ana", organization=rameau, **classified)
    propose(cast, rameau)
    propose(cast, rameau, role="Bénévole")
    propose(cast, rameau, "zed", confirmed=False)

    def affiliation(role, state, name):
        shown = {"role": role, "state": state, "reason": "", "person": {"name": name}}
        return shown | {"organization": {"name": "Le RAMEAU"}}

    assert ask("ana", ORGANIZATION, organization=gid(rameau))["organization"] == {
        "name": "Le RAMEAU",
        "kind": "ASSOCIATION",
        "website": "https://lerameau.fr",
        "description": "*Ici*",
        "descriptionHtml": "<p><em>Ici</em></p>\n",
        "revision": 1,
        "viewerIsContact": True,
        "territory": {"name": "Lille"},
        "topics": [{"name": "Alliances"}],
        "territories": [{"name": "France"}],
        "parent": {"name": "Réseau des catalyseurs territoriaux"},
        "children": {"totalCount": 0, "nodes": []},
        "contacts": {
            "totalCount": 1,
            "nodes": [{"person": {"name": "Ana"}, "organization": {"name": "Le RAMEAU"}}],
        },
        "affiliations": {
            "totalCount": 3,
            "nodes": [
                affiliation("Trésorier", "CONFIRMED", "Bo"),
                affiliation("Bénévole", "CONFIRMED", "Bo"),
                affiliation("Trésorier", "PROPOSED", "Zed"),
            ],
        },
        "people": {"totalCount": 1, "nodes": [{"name": "Bo"}]},
    }
    shown = ask("ana", ORGANIZATION, organization=gid(network))["organization"]
    assert shown["children"] == {"totalCount": 1, "nodes": [{"name": "Le RAMEAU"}]}


@pytest.mark.parametrize(
    ("who", "contacts", "affiliations", "members"),
    [
        ("ana", 1, 2, 1),  # its contact
        ("nina", 1, 2, 1),
        ("zed", 1, 2, 1),  # who proposed
        ("bo", 1, 1, 1),
        ("nobody", 0, 0, 0),
    ],
)
def test_who_is_of_it_is_for_members_and_what_waits_for_those_concerned(
    cast, ask, rameau, who, contacts, affiliations, members
):
    propose(cast, rameau)
    propose(cast, rameau, "zed", confirmed=False)

    shown = ask(who, ORGANIZATION, organization=gid(rameau))["organization"]

    assert shown["name"] == "Le RAMEAU"
    counted = [shown[part]["totalCount"] for part in ("contacts", "affiliations", "people")]
    listed = [len(shown[part]["nodes"]) for part in ("contacts", "affiliations", "people")]
    assert counted == listed == [contacts, affiliations, members]


def test_a_visitor_learns_of_nobody_by_an_id(cast, ask, rameau):
    ids = [gid(rameau.contacts.get()), gid(propose(cast, rameau))]
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert ask("nobody", nodes, ids=ids)["nodes"] == [None, None]
    assert [node["id"] for node in ask("zed", nodes, ids=ids)["nodes"]] == ids


def test_a_person_shows_where_they_are_and_were(cast, ask, rameau):
    propose(cast, rameau, started_on=date(2020, 1, 1))
    propose(cast, rameau, role="Bénévole", ended_on=date(2019, 12, 31))
    propose(cast, rameau, role="Présidente", confirmed=False)
    bo = gid(cast.person("bo"))

    def shown(who, **given):
        person = ask(who, PERSON, person=bo, **given)["person"]
        return [each["role"] for each in person["affiliations"]["nodes"]]

    assert shown("bo") == ["Trésorier", "Bénévole", "Présidente"]
    assert shown("zed") == ["Trésorier", "Bénévole"]
    assert shown("zed", current=True) == ["Trésorier"]
    assert shown("bo", current=False) == ["Bénévole", "Présidente"]
    assert shown("ana", state="PROPOSED") == ["Présidente"]
    assert ask("bo", PERSON, person=bo, current=True)["person"]["affiliations"]["nodes"] == [
        {
            "role": "Trésorier",
            "startedOn": "2020-01-01",
            "endedOn": None,
            "state": "CONFIRMED",
            "organization": {"name": "Le RAMEAU"},
            "decidedBy": {"name": "Nina"},
        }
    ]


# --- lists and their filters --------------------------------------------------------------------


@pytest.fixture
def directory(cast):
    """Enter some organizations; gives what a filter can name."""
    places = settle()
    topic = cast.perform(classifying.create_topic, "nina", name_fr="Alliances")
    network = add(cast, "Le Mouvement associatif", kind=OrganizationKind.NETWORK)
    lille, north = places["Lille"], places["Hauts-de-France"]
    add(cast, "Fondation de Lille", kind=OrganizationKind.FOUNDATION, territory=lille)
    agency = add(cast, "AGUR", kind=OrganizationKind.AGENCY, parent=network)
    classified = {"topics": [topic], "territories": [places["Nord"]]}
    cast.perform(organizing.classify_organization, "ana", organization=agency, **classified)
    unknown = to_global_id("Organization", new_key())
    rows = {"network": network, "topic": topic, "north": north, "lille": lille}
    return {name: gid(row) for name, row in rows.items()} | {"unknown": unknown}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ["AGUR", "Fondation de Lille", "Le Mouvement associatif"]),
        ({"kind": "FOUNDATION"}, ["Fondation de Lille"]),
        ({"name": "LIL"}, ["Fondation de Lille"]),
        ({"name": "ondation"}, []),
        ({"parent": "network"}, ["AGUR"]),
        ({"topic": "topic"}, ["AGUR"]),
        ({"territory": "north"}, ["AGUR", "Fondation de Lille"]),
        ({"territory": "lille"}, ["Fondation de Lille"]),
        ({"territory": "north", "topic": "topic", "kind": "AGENCY", "name": "ag"}, ["AGUR"]),
        ({"territory": "north", "parent": "network", "kind": "FOUNDATION"}, []),
        ({"parent": "unknown"}, []),
        ({"topic": "unknown"}, []),
        ({"territory": "network"}, []),
    ],
)
@pytest.mark.parametrize("who", ["bo", "nobody"])
def test_organizations_narrow_by_what_is_given(directory, ask, who, given, names):
    named = {key: directory.get(value, value) for key, value in given.items()}

    seen = ask(who, LIST, **named)["organizations"]

    assert seen == {"totalCount": len(names), "nodes": [{"name": name} for name in names]}


def test_people_are_found_by_where_they_are_now(cast, ask, rameau):
    propose(cast, rameau)
    propose(cast, rameau, role="Bénévole")
    propose(cast, rameau, "zed", confirmed=False)
    propose(cast, rameau, "mo", ended_on=date(2019, 12, 31))

    found = {"totalCount": 1, "nodes": [{"name": "Bo"}]}
    nothing = {"totalCount": 0, "nodes": []}
    assert ask("zed", PEOPLE, o=gid(rameau))["people"] == found
    assert ask("nobody", PEOPLE, o=gid(rameau))["people"] == nothing
    assert ask("zed", PEOPLE, o=to_global_id("Organization", new_key()))["people"] == nothing
    assert ask("zed", PEOPLE, o="x")["people"] == nothing


@pytest.mark.parametrize(("forth", "back"), [("first", "after"), ("last", "before")])
def test_the_people_of_an_organization_are_paged_through_each_once(cast, ask, rameau, forth, back):
    for who in ("ana", "bo", "mo", "ob", "zed"):
        propose(cast, rameau, who)
        propose(cast, rameau, who, role="Bénévole")
    asked = f"""query ($o: ID!, $at: String) {{ organization(id: $o) {{
      people({forth}: 2, {back}: $at) {{ edges {{ cursor node {{ name }} }} }} }} }}"""
    names, at = [], None

    while edges := ask("bo", asked, o=gid(rameau), at=at)["organization"]["people"]["edges"]:
        edges = edges if forth == "first" else edges[::-1]
        names += [edge["node"]["name"] for edge in edges]
        at = edges[-1]["cursor"]

    everybody = ["Ana", "Bo", "Mo", "Ob", "Zed"]
    assert names == (everybody if forth == "first" else everybody[::-1])


def test_resources_credit_organizations_and_are_found_by_them(cast, ask, mutate, rameau):
    resource = making.resource(cast, cast.group, reach=Reach.GROUP)
    draft = making.resource(cast, cast.group, title="Brouillon")
    shown = "contributor { name role person { name } organization { name } }"
    given = {"organization": gid(rameau), "role": "FUNDER"}

    answer = mutate("bo", "creditContributor", shown, resource=gid(resource), **given)
    again = mutate("bo", "creditContributor", shown, resource=gid(resource), **given)
    mutate("bo", "creditContributor", shown, resource=gid(draft), **given)
    both = mutate(
        "bo", "creditContributor", shown, resource=gid(resource), **given, name="Le RAMEAU"
    )

    credited = {"name": "", "role": "FUNDER", "person": None, "organization": {"name": "Le RAMEAU"}}
    assert answer == again == {"contributor": credited, "errors": []}
    assert both == {"contributor": None, "errors": [{"code": "INVALID", "field": None}]}
    assert Contributor.objects.filter(organization=rameau).count() == 2

    def titles(who):
        page = ask(who, RESOURCES, o=gid(rameau))["resources"]
        assert page["totalCount"] == len(page["nodes"])
        return {each["title"] for each in page["nodes"]}

    assert titles("bo") == {"La charte", "Brouillon"}
    assert titles("ob") == {"La charte"}
    assert titles("zed") == set()


def test_an_organization_edits_no_resource(cast, mutate, rameau):
    resource = making.resource(cast, cast.group)

    answer = mutate(
        "bo",
        "creditContributor",
        "contributor { id }",
        resource=gid(resource),
        organization=gid(rameau),
        role=ContributorRole.FUNDER.name,
        mayEdit=True,
    )

    assert answer["errors"] == [{"code": "INVALID", "field": "mayEdit"}]
    assert not resource.contributors.filter(organization=rameau).exists()


@pytest.mark.parametrize(
    ("who", "waiting", "of_rameau", "mine"),
    [
        ("ana", ["Zed"], ["Zed", "Bo"], ["Le RAMEAU"]),
        ("mo", ["Bo"], ["Bo"], ["Wimoov"]),
        ("nina", ["Bo", "Zed"], ["Zed", "Bo"], []),
        ("zed", [], ["Zed", "Bo"], []),
        ("nobody", [], [], []),
    ],
)
def test_who_decides_finds_what_waits_for_them(cast, ask, rameau, who, waiting, of_rameau, mine):
    wimoov = add(cast, "Wimoov", "mo")
    propose(cast, rameau)
    propose(cast, rameau, "zed", confirmed=False)
    propose(cast, wimoov, confirmed=False)
    asked = """query ($d: Boolean, $o: ID) { affiliations(toDecide: $d, organization: $o) {
      totalCount nodes { person { name } } }
      organizations(mine: true) { nodes { name } } }"""

    def names(**given):
        page = ask(who, asked, **given)["affiliations"]
        assert page["totalCount"] == len(page["nodes"])
        return [each["person"]["name"] for each in page["nodes"]]

    assert names(d=True) == waiting
    assert names(o=gid(rameau)) == names(o=gid(rameau), d=False) == of_rameau
    assert [each["name"] for each in ask(who, asked)["organizations"]["nodes"]] == mine


# --- what one does ------------------------------------------------------------------------------


def test_a_member_adds_an_organization_and_twins_are_shown_the_one_that_is_there(cast, mutate):
    shown = "organization { id name kind viewerIsContact contacts { totalCount } }"

    made = mutate("bo", "addOrganization", shown, name="Fondation GRDF", kind="FOUNDATION")
    twin = mutate("zed", "addOrganization", shown, name="fondation grdf", kind="COMPANY")

    there = {
        "id": gid(Organization.objects.get()),
        "name": "Fondation GRDF",
        "kind": "FOUNDATION",
        "viewerIsContact": True,
        "contacts": {"totalCount": 1},
    }
    assert made == {"organization": there, "errors": []}
    assert twin == {
        "organization": there | {"viewerIsContact": False},
        "errors": [{"code": "CONFLICT", "field": "name"}],
    }


def test_an_edit_that_came_too_late_is_shown_what_stands_now(cast, mutate, rameau):
    named = {"organization": gid(rameau), "revision": 1}

    first = mutate("ana", "editOrganization", SHOWN, **named, name="D'Ana")
    second = mutate("nina", "editOrganization", SHOWN, **named, name="De Nina")

    now = {"name": "D'Ana", "revision": 2}
    assert first == {"organization": now, "errors": []}
    assert second == {
        "organization": now,
        "errors": [{"code": "CONFLICT", "field": "revision"}],
    }


def test_a_network_that_is_part_of_itself_is_refused(cast, mutate, rameau):
    part = add(cast, "Partie", parent=rameau)

    answer = mutate(
        "ana",
        "editOrganization",
        SHOWN,
        organization=gid(rameau),
        revision=1,
        parent=gid(part),
    )

    assert answer == {"organization": None, "errors": [{"code": "INVALID", "field": "parent"}]}


@pytest.mark.parametrize(
    ("who", "name", "given", "error"),
    [
        ("nobody", "addOrganization", {"name": "x", "kind": "COMPANY"}, ("DENIED", None)),
        ("bo", "addOrganization", {"name": " ", "kind": "COMPANY"}, ("INVALID", "name")),
        ("bo", "editOrganization", {"revision": 1, "name": "x"}, ("DENIED", None)),
        ("bo", "classifyOrganization", {"topics": []}, ("DENIED", None)),
        ("nobody", "proposeAffiliation", {"role": "x"}, ("DENIED", None)),
        ("bo", "proposeAffiliation", {"role": " "}, ("INVALID", "role")),
        (
            "bo",
            "proposeAffiliation",
            {"role": "x", "startedOn": "2020-01-02", "endedOn": "2020-01-01"},
            ("INVALID", "endedOn"),
        ),
    ],
)
def test_what_is_refused_says_so_and_changes_nothing(cast, mutate, rameau, who, name, given, error):
    named = {} if name == "addOrganization" else {"organization": gid(rameau)}
    before = list(Organization.objects.values())

    answer = mutate(who, name, "__typename", **named, **given)

    assert answer["errors"] == [{"code": error[0], "field": error[1]}]
    assert list(Organization.objects.values()) == before
    assert not Affiliation.objects.exists()


def test_an_affiliation_is_proposed_confirmed_and_ended(cast, mutate, rameau):
    shown = "affiliation { id role state startedOn endedOn }"
    given = {"organization": gid(rameau), "role": "Trésorier", "startedOn": "2020-01-01"}

    made = mutate("bo", "proposeAffiliation", shown, **given)
    twin = mutate("bo", "proposeAffiliation", shown, **given)
    named = {"affiliation": made["affiliation"]["id"]}
    own = mutate("bo", "confirmAffiliation", shown, **named)
    unseen = mutate("zed", "confirmAffiliation", shown, **named)
    confirmed = mutate("ana", "confirmAffiliation", shown, **named)
    late = mutate("nina", "refuseAffiliation", shown, **named, reason="Non")
    ended = mutate("bo", "endAffiliation", shown, **named, endedOn="2021-01-01")

    affiliation = {
        "id": named["affiliation"],
        "role": "Trésorier",
        "state": "PROPOSED",
        "startedOn": "2020-01-01",
        "endedOn": None,
    }
    assert made == {"affiliation": affiliation, "errors": []}
    assert twin == {"affiliation": affiliation, "errors": [{"code": "CONFLICT", "field": "role"}]}
    assert own == {"affiliation": None, "errors": [{"code": "DENIED", "field": None}]}
    assert unseen["errors"] == [{"code": "MISSING", "field": "affiliation"}]
    affiliation |= {"state": "CONFIRMED"}
    assert confirmed == {"affiliation": affiliation, "errors": []}
    assert late == {"affiliation": None, "errors": [{"code": "DENIED", "field": None}]}
    assert ended == {"affiliation": affiliation | {"endedOn": "2021-01-01"}, "errors": []}


def test_an_affiliation_is_refused_or_taken_back(cast, mutate, rameau):
    shown = "affiliation { state reason }"
    first = {"affiliation": gid(propose(cast, rameau, confirmed=False))}
    second = {"affiliation": gid(propose(cast, rameau, "zed", confirmed=False))}

    refused = mutate("ana", "refuseAffiliation", shown, **first, reason="Inconnue")
    taken_back = mutate("zed", "withdrawAffiliation", shown, **second)

    assert refused == {"affiliation": {"state": "REFUSED", "reason": "Inconnue"}, "errors": []}
    assert taken_back == {"affiliation": {"state": "WITHDRAWN", "reason": ""}, "errors": []}


def test_contacts_are_made_and_go(cast, mutate, rameau):
    shown = "organizationContact { id person { name } }"
    given = {"organization": gid(rameau), "person": gid(cast.person("bo"))}

    made = mutate("ana", "makeOrganizationContact", shown, **given)
    contact = {"contact": made["organizationContact"]["id"]}
    other = mutate("ana", "removeOrganizationContact", SHOWN, **contact)
    gone = mutate("nina", "removeOrganizationContact", SHOWN, **contact)

    assert made["organizationContact"]["person"] == {"name": "Bo"}
    assert other == {"organization": None, "errors": [{"code": "DENIED", "field": None}]}
    assert gone == {"organization": {"name": "Le RAMEAU", "revision": 1}, "errors": []}
    assert rameau.contacts.get().person == cast.person("ana")


# --- search, and what it costs ------------------------------------------------------------------


def test_search_finds_organizations_for_everybody_and_their_people_for_members(cast, ask, rameau):
    propose(cast, rameau)
    propose(cast, rameau, "zed", confirmed=False)
    catch_up(SearchFollower())
    asked = """{ search(query: "rameau", kinds: [ORGANIZATION, PERSON]) { totalCount nodes {
      kind subject { ... on Organization { name } ... on Person { name } } } } }"""

    seen = {who: ask(who, asked)["search"] for who in ("mo", "nobody")}
    engine().close()

    found = {"kind": "ORGANIZATION", "subject": {"name": "Le RAMEAU"}}
    assert seen["nobody"] == {"totalCount": 1, "nodes": [found]}
    assert seen["mo"] == {
        "totalCount": 2,
        "nodes": [found, {"kind": "PERSON", "subject": {"name": "Bo"}}],
    }


def test_organizations_and_all_around_them_cost_the_same_for_many(cast, cost):
    asked = """{ organizations(first: 40) { totalCount nodes { name viewerIsContact
      territory { name } parent { name } topics { name } territories { name }
      children(first: 5) { totalCount nodes { name } }
      contacts(first: 5) { totalCount nodes { person { name } } }
      people(first: 5) { totalCount nodes { name
        affiliations(first: 5, current: true) { totalCount nodes { role organization { name } } }
      } }
      affiliations(first: 5) { totalCount nodes { role person { name } decidedBy { name } } }
    } pageInfo { hasNextPage } } }"""
    place = settle()["Lille"]
    network = add(cast, "Réseau", kind=OrganizationKind.NETWORK)
    topic = cast.perform(classifying.create_topic, "nina", name_fr="Alliances")

    def enter(number, people):
        made = [
            Organization.objects.create(
                name=f"Organisation {at}",
                kind=OrganizationKind.COMPANY,
                parent=network,
                territory=place,
                created_by=cast.person("bo"),
            )
            for at in number
        ]
        for each in made:
            each.topics.add(topic)
            each.territories.add(place)
        OrganizationContact.objects.bulk_create(
            OrganizationContact(organization=each, person=person)
            for each in made
            for person in people[:6]
        )
        Affiliation.objects.bulk_create(
            Affiliation(
                person=person,
                organization=each,
                role="Ici",
                state="confirmed",
                decided_by=person,
            )
            for each in made
            for person in people
        )

    enter(range(2), [cast.person("ana"), cast.person("bo")])
    few = cost("bo", asked)

    everybody = [Person(email=f"p{n}@communs.example", name=f"P{n:02}") for n in range(40)]
    enter(range(2, 40), Person.objects.bulk_create(everybody))
    many = cost("bo", asked)

    assert many == few == 24
