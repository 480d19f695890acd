"""Who is of Le RAMEAU: from an organization that nobody knew to people who are found by it."""

from __future__ import annotations

from typing import Any

import pytest

from .clients import Client, Json
from .postbox import Postbox, text_of
from .servers import Server, eventually

DELIVERED_WITHIN = 10.0
FOLLOWED_WITHIN = 5.0
PEOPLE = """
query ($organization: ID!) {
  people(organization: $organization) { totalCount nodes { name } }
  organization(id: $organization) {
    name
    contacts { totalCount }
    people { totalCount nodes { name } }
    affiliations { nodes { role state person { name } } }
  }
}
"""
FIND = """
{ search(query: "rameau", kinds: [ORGANIZATION, PERSON]) { nodes {
  subject { ... on Organization { name } ... on Person { name } }
} } }
"""


@pytest.fixture(scope="module")
def newcomer(communs: Server, postbox: Postbox) -> Any:
    """Let somebody come: they sign up and verify."""
    return lambda name: Client(communs, name).join(postbox)


def test_somebody_is_known_by_the_organization_that_confirmed_them(
    communs: Server, postbox: Postbox, newcomer: Any
) -> None:
    camille, samira, leo = map(newcomer, ("Camille Exemple", "Samira Essai", "Leo Modele"))
    visitor = Client(communs)

    # Camille adds her organization; written otherwise, it is the same one.
    added = camille.do(
        "addOrganization",
        "organization { id viewerIsContact }",
        name="Le RAMEAU",
        kind="LABORATORY",
        website="https://lerameau.fr",
    )
    assert added["viewerIsContact"]
    rameau = {"organization": added["id"]}
    twin = leo.attempt("addOrganization", "organization { id }", name="le Rameau", kind="COMPANY")
    assert (twin["errors"][0]["code"], twin["organization"]) == ("CONFLICT", {"id": added["id"]})

    # Samira says that she is of it: Camille is told, and nobody else knows.
    role = "Chargée de mission"
    proposed = samira.do("proposeAffiliation", "affiliation { id state }", **rameau, role=role)
    assert proposed["state"] == "PROPOSED"
    assert "Samira Essai" in letter(postbox, camille, "Samira Essai dit faire partie")
    waits = [{"role": role, "state": "PROPOSED", "person": {"name": "Samira Essai"}}]
    assert camille.ask(PEOPLE, **rameau)["organization"]["affiliations"]["nodes"] == waits
    assert leo.ask(PEOPLE, **rameau)["organization"]["affiliations"]["nodes"] == []
    assert people(leo, rameau) == people(samira, rameau) == []
    mine = {"affiliation": proposed["id"]}
    stranger = leo.attempt("confirmAffiliation", "affiliation { id }", **mine)
    assert (stranger["errors"][0]["code"], stranger["affiliation"]) == ("MISSING", None)

    # Camille confirms: Samira is told, members see it, a visitor sees the organization alone.
    camille.do("confirmAffiliation", "affiliation { state }", **mine)
    assert role in letter(postbox, samira, "est confirmée")
    assert people(leo, rameau) == ["Samira Essai"]
    seen = visitor.ask(PEOPLE, **rameau)
    assert seen["people"] == {"totalCount": 0, "nodes": []}
    assert seen["organization"] == {
        "name": "Le RAMEAU",
        "contacts": {"totalCount": 0},
        "people": {"totalCount": 0, "nodes": []},
        "affiliations": {"nodes": []},
    }
    eventually(lambda: found(leo) == ["Le RAMEAU", "Samira Essai"], FOLLOWED_WITHIN)
    assert found(visitor) == ["Le RAMEAU"]

    # Samira leaves: she was of it, and is found by it no more.
    samira.do("endAffiliation", "affiliation { endedOn }", **mine)
    assert people(leo, rameau) == []
    eventually(lambda: found(leo) == ["Le RAMEAU"], FOLLOWED_WITHIN)


def letter(postbox: Postbox, reader: Client, subject: str) -> str:
    """Wait for a letter, and read it."""

    def read() -> list[str]:
        came = postbox.letters(reader.email)
        return [text_of(each) for each in came if subject in each["Subject"]]

    eventually(read, DELIVERED_WITHIN)
    return read()[0]


def people(client: Client, rameau: Json) -> list[str]:
    """Name those who are of the organization, as two lists agree."""
    seen = client.ask(PEOPLE, **rameau)
    assert seen["people"] == seen["organization"]["people"]
    return [each["name"] for each in seen["people"]["nodes"]]


def found(client: Client) -> list[str]:
    """Search for the organization's name; give what is found, by name."""
    return sorted(hit["subject"]["name"] for hit in client.ask(FIND)["search"]["nodes"])
