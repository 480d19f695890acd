"""Fields typed among the words of a search: by the names that whoever asks sees."""

from __future__ import annotations

import pytest

from backend.search.engines import engine
from backend.search.rebuilding import rebuild
from communs.events.choices import EventKind
from communs.groups.models import Group
from communs.people.models import Person
from communs.resources import actions as writing
from communs.resources.choices import ResourceKind
from communs.threads.reach import Reach
from communs.topics import actions as wording
from schema.search_kinds import form_called

from . import making
from .conftest import index

SEARCH = """
query ($query: String!, $kinds: [SearchKind!], $filters: SearchFilters) {
  search(query: $query, kinds: $kinds, filters: $filters, first: 100) {
    totalCount didYouMean facets { kind { value count } }
    nodes { subject { ... on Resource { title } ... on Event { title: title }
                      ... on Thread { title } ... on Person { name } } }
  }
}
"""


pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def look(ask):
    """Search as somebody; gives the titles found, in the order of the alphabet."""

    def looked(who: str, query: str, **given) -> list[str]:
        nodes = ask(who, SEARCH, query=query, **given)["search"]["nodes"]
        return sorted(title for node in nodes for title in node["subject"].values())

    return looked


@pytest.fixture
def shelf(cast):
    """Put a guide, a story and a webinar on a shelf."""
    water = cast.perform(
        wording.create_topic, "nina", name_fr="Eau douce", synonyms=["ressource en eau"]
    )
    group = cast.groups["open"]
    guide = making.resource(cast, group, title="Guide d'alliance", reach=Reach.PUBLIC)
    cast.perform(writing.classify_resource, "ana", resource=guide, topics=[water])
    making.resource(
        cast, group, title="Récit d'alliance", reach=Reach.PUBLIC, kind=ResourceKind.STORY
    )
    making.event(
        cast, group, title="Rencontre d'alliance", reach=Reach.PUBLIC, kind=EventKind.WEBINAR
    )
    making.resource(cast, cast.groups["hidden"], title="Alliance cachée", reach=Reach.GROUP)
    index()


GUIDE, STORY, EVENT = "Guide d'alliance", "Récit d'alliance", "Rencontre d'alliance"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("type:webinaire alliance", [EVENT]),
        ("kind:webinar", [EVENT]),
        ("type:récits|webinaires alliance", [EVENT, STORY]),
        ("kind:resource alliance", [GUIDE, STORY]),
        ("type:ressources|webinaire", [GUIDE, STORY, EVENT]),
        ('type:ressource thème:"eau douce"', [GUIDE]),
        ("thème:«\u202fRessource en eau\u202f»", [GUIDE]),
        ("type:ressource thème:eau", [GUIDE]),
        ("topic:eau topic:douce", [GUIDE]),
        ("auteur:bo alliance", [GUIDE, STORY]),
        ("auteur:ana|bo alliance", [GUIDE, STORY, EVENT, EVENT]),
        ("auteur:bo type:guide", [GUIDE]),
        ('groupe:"GROUPE OPEN" type:ressource', [GUIDE, STORY]),
        ("après:2024-04-22 avant:2024-04-23 alliance", [EVENT]),
        ("after:2024-04-22 before:2024-04 alliance", []),
        ("avant:2025", [EVENT]),
        ("-guide type:ressource alliance", [STORY]),
        ("-type:guide type:ressource alliance", [STORY]),
        ("alliance -type:ressource -type:fil", [EVENT]),
        ("alliance -type:ressource|fil", [EVENT]),
        ("alliance type:ressource -thème:eau", [STORY]),
        ("alliance type:ressource -auteur:bo", []),
        ("alliance -auteur:ana -type:fil", [GUIDE, STORY]),
        ('alliance -groupe:"Groupe open"', []),
        ("alliance -avant:2024-04-22 avant:2024-04-23", [EVENT]),
        ("alliance -après:2024-04-23 après:2024-04-22", [EVENT]),
        ("alliance type:ressource -type:guide-touristique", [GUIDE, STORY]),
        ('alliance type:ressource -auteur:"récit d’alliance"', [GUIDE]),
        ('alliance type:ressource -groupe:récit|"tout autre"', [GUIDE]),
        ("type:ressource -guide", [STORY]),
        ('type:ressource -récit -"guide d’alliance"', []),
        ("-type:ressource après:2024-04-22 avant:2024-04-23", [EVENT]),
        ("-type:ressource|fil|message|groupe|membre|organisation", [EVENT]),
        ('alliance\0 type:ressource auteur:"bo\0"', [GUIDE, STORY]),
        ('alliance groupe:"a\0b"', [GUIDE, STORY, EVENT, EVENT]),
    ],
)
def test_fields_narrow_a_search(shelf, look, query, titles):
    assert look("zed", query) == sorted(titles)


def test_fields_hold_beside_filters(shelf, look):
    assert look("zed", "type:ressource alliance", kinds=["EVENT"]) == []
    assert look("zed", "type:guide", kinds=["RESOURCE"]) == [GUIDE]
    assert look("zed", "type:guide", filters={"resourceKind": ["STORY"]}) == []
    assert look("zed", "avant:2025", filters={"until": "2024-01-01T00:00:00Z"}) == []


def test_the_other_kinds_are_counted_beside_a_typed_one(shelf, ask):
    page = ask("zed", SEARCH, query="type:ressource alliance")["search"]

    assert page["totalCount"] == 2
    counted = {each["value"]: each["count"] for each in page["facets"]["kind"]}
    assert counted == {"RESOURCE": 2, "EVENT": 1, "THREAD": 1}


def test_what_is_excluded_is_not_counted(shelf, ask):
    page = ask("zed", SEARCH, query="-type:récit alliance")["search"]

    assert page["totalCount"] == 3
    counted = {each["value"]: each["count"] for each in page["facets"]["kind"]}
    assert counted == {"RESOURCE": 1, "EVENT": 1, "THREAD": 1}


@pytest.mark.parametrize(
    "query", ["type:guide-touristique", "avant:alliance", "auteur:guide", "thème:guide"]
)
def test_what_names_nothing_is_searched_as_words(shelf, look, query):
    assert GUIDE in look("bo", query)


@pytest.mark.parametrize("who", ["zed", "nina", "nobody"])
def test_a_hidden_name_is_searched_like_one_that_was_never_there(cast, shelf, ask, who):
    Group.objects.filter(pk=cast.groups["hidden"].pk).update(name="Caverne")
    rebuild(engine())

    hidden = ask(who, SEARCH, query="groupe:Caverne alliance")["search"]
    absent = ask(who, SEARCH, query="groupe:Taverne alliance")["search"]

    assert hidden == absent
    assert (hidden["totalCount"], len(hidden["nodes"])) == (0, 4)  # as words: most will do
    for query in ("alliance -groupe:Caverne", "alliance -groupe:Taverne"):
        assert ask(who, SEARCH, query=query)["search"]["totalCount"] == 4
    member = ask("bo", SEARCH, query="groupe:Caverne alliance")["search"]
    assert member["nodes"] == [{"subject": {"title": "Alliance cachée"}}]


def test_strangers_narrow_by_no_author(shelf, look):
    assert look("zed", "auteur:bo alliance") == [GUIDE, STORY]
    assert look("nobody", "auteur:bo alliance") == look("nobody", "bo alliance")


def test_names_are_whole_or_have_all_the_words(cast, shelf, look):
    Person.objects.filter(pk=cast.person("bo").pk).update(name="Élie Le Roux")
    Person.objects.filter(pk=cast.person("ana").pk).update(name="Anne-Élie")
    rebuild(engine())

    assert look("zed", 'auteur:"elie le roux" type:ressource') == [GUIDE, STORY]
    assert look("zed", "auteur:roux type:ressource") == [GUIDE, STORY]
    assert look("zed", 'auteur:"roux élie" type:ressource') == [GUIDE, STORY]
    assert look("zed", 'auteur:"anne elie" alliance') == [EVENT, EVENT]


def test_fields_stay_in_what_may_have_been_meant(shelf, ask):
    page = ask("zed", SEARCH, query="type:guide  aliance")["search"]

    assert page["didYouMean"] == "alliance type:guide"


def test_no_question_looks_up_more_than_a_few_names(shelf, ask, queries):
    few = "|".join(["bo"] * 10)
    many = "|".join(["bo"] * 40)

    asked = queries(lambda: ask("zed", SEARCH, query=f"auteur:{few} alliance"))
    assert queries(lambda: ask("zed", SEARCH, query=f"auteur:{many} alliance")) < asked


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Ressource", "resource"),
        ("événements", "event"),
        ("evenement", "event"),
        ("discussion", "thread"),
        ("sondages", "poll"),
        ("people", "person"),
        ("Membres", "person"),
        ("fiche-action", "action_sheet"),
        ("Action sheet", "action_sheet"),
        ("webinaires", "webinar"),
        ("replay", "replay"),
        ("chose", None),
        ("", None),
    ],
)
def test_kinds_are_called_by_french_and_english_names(name, form):
    assert form_called(name) == form
