"""New hits of saved searches: each told once, to whoever sees it and did not write it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from backend import journal
from backend.journal.following import advance, catch_up
from backend.journal.models import Cursor, Entry
from backend.mail.models import Letter
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from communs.groups import actions as grouping
from communs.groups.models import Membership
from communs.people import actions as people
from communs.people.letters import Matter
from communs.resources import actions as writing
from communs.searches import actions, finding, telling
from communs.searches.facts import SavedSearchMatched
from communs.searches.followers import SearchesFollower
from communs.searches.letters import GATHERING
from communs.searches.models import SavedSearchHit
from communs.threads import actions as talking
from communs.threads.reach import Reach
from communs.threads.search import Threads
from tests.schema import making
from tests.schema.conftest import gid

from .saving import follow, saved, told


@pytest.fixture(autouse=True)
def _engine(cast):
    """Begin with an index of what the cast has, and let go of it."""
    follow()
    yield
    engine().close()


def heard(cast) -> list[SavedSearchMatched]:
    return [fact for fact in cast.facts() if isinstance(fact, SavedSearchMatched)]


def test_what_comes_after_is_told_once_whatever_becomes_of_it(cast):
    search = saved(cast, "ana", "l'alliance")
    follow()

    resource = making.resource(cast, cast.group, title="Faire alliance", reach=Reach.GROUP)
    follow()
    first = told(search)
    cast.perform(writing.archive_resource, "ana", resource=resource)
    cast.perform(writing.restore_resource, "mo", resource=resource)
    follow()

    assert first == told(search) == [f"resource:{resource.pk}"]
    assert heard(cast) == [
        SavedSearchMatched(
            person=cast.person("ana").pk,
            search=search.pk,
            source="resource",
            document=resource.pk,
        )
    ]


def test_what_was_there_before_is_not_new(cast):
    thread = making.thread(cast, cast.group, title="Alliance")
    follow()
    search = saved(cast, "ana")
    follow()

    cast.perform(talking.rename_thread, "mo", thread=thread, title="Alliance, encore")
    follow()

    assert told(search) == []


def test_what_comes_while_the_follower_is_late_is_new(cast):
    before = making.thread(cast, cast.group, title="Alliance d'avant")
    search = saved(cast, "ana")
    after = making.thread(cast, cast.group, title="Alliance d'après")

    follow()
    cast.perform(talking.rename_thread, "mo", thread=before, title="Alliance de toujours")
    follow()

    assert told(search) == [f"thread:{after.pk}"]


def test_nobody_is_told_of_what_they_do_not_see(cast):
    searches = {who: saved(cast, who) for who in ("ana", "ob", "nina", "zed")}
    follow()

    making.resource(cast, cast.group, title="Alliance en brouillon")
    hidden = making.thread(cast, cast.groups["hidden"], title="Alliance cachée")
    follow()

    everybody = {who: told(search) for who, search in searches.items()}
    assert everybody["zed"] == everybody["nina"] == []
    assert everybody["ob"] == [f"thread:{hidden.pk}"]
    assert len(everybody["ana"]) == 2  # she looks after the group, and sees its drafts


def test_who_left_is_told_nothing_even_when_the_index_found_it_for_them(cast):
    search = saved(cast, "ob")
    follow()
    making.thread(cast, cast.group, title="Alliance")
    catch_up(SearchFollower())

    Membership.objects.filter(group=cast.group, person=cast.person("ob")).delete()
    catch_up(SearchesFollower())

    assert told(search) == []


def test_nobody_is_told_of_what_they_wrote_or_did_themselves(cast):
    searches = {who: saved(cast, who) for who in ("ana", "bo", "mo")}
    follow()

    thread = making.thread(cast, cast.group, "Une alliance", title="Le fil", by="bo")
    cast.perform(grouping.edit_group, "ana", group=cast.group, description="Faire alliance")
    follow()

    group, message = f"group:{cast.group.pk}", f"message:{thread.messages.get().pk}"
    assert told(searches["bo"]) == [group]
    assert told(searches["ana"]) == [message]
    assert sorted(told(searches["mo"])) == [group, message]


def test_a_message_that_was_moved_is_not_new_where_it_went(cast):
    search = saved(cast, "ana")
    follow()
    thread = making.thread(cast, cast.group, "Une alliance", title="Le fil")
    follow()

    given = {"messages": [thread.messages.get()], "title": "À part"}
    moved = cast.perform(talking.move_messages, "mo", thread=thread, **given)
    follow()
    SearchesFollower().follow(list(Entry.objects.order_by("id")))

    assert told(search) == [f"message:{moved.messages.get().pk}"]
    assert len(heard(cast)) == 1


def test_what_somebody_brought_about_is_not_new_to_them_later_either(cast):
    search = saved(cast, "ana")
    follow()
    cast.perform(grouping.edit_group, "ana", group=cast.group, description="Faire alliance")
    follow()

    cast.perform(grouping.edit_group, "nina", group=cast.group, description="Encore l'alliance")
    follow()

    assert told(search) == []


def test_a_muted_search_tells_nothing_and_what_came_meanwhile_is_not_new_later(cast):
    search = saved(cast, "ana")
    cast.perform(actions.mute_saved_search, "ana", search=search)
    thread = making.thread(cast, cast.group, title="Alliance")
    follow()

    cast.perform(actions.unmute_saved_search, "ana", search=search)
    follow()
    cast.perform(talking.rename_thread, "mo", thread=thread, title="Alliances")
    later = making.thread(cast, cast.group, title="Alliance, la suite")
    follow()

    assert told(search) == [f"thread:{later.pk}"]


def test_only_what_has_all_the_words_is_told(cast):
    search = saved(cast, "ana", "prime alliance")
    follow()

    making.thread(cast, cast.group, title="Prime")
    making.thread(cast, cast.group, title="Prime aux allianses")
    both = making.thread(cast, cast.group, title="La prime à l’alliance")
    follow()

    assert told(search) == [f"thread:{both.pk}"]


def test_kinds_and_filters_narrow_what_is_told(cast):
    of_kind = saved(cast, "ana", kinds=["MESSAGE"])
    of_group = saved(cast, "ana", "", filters={"group": gid(cast.groups["open"])})
    follow()

    thread = making.thread(cast, cast.group, "Une alliance", title="Alliance")
    other = making.thread(cast, cast.groups["open"], title="Le programme")
    follow()

    assert told(of_kind) == [f"message:{thread.messages.get().pk}"]
    assert told(of_group) == [f"thread:{other.pk}"]


def test_nothing_is_told_before_the_index_has_it(cast):
    search = saved(cast, "ana")
    follow()
    making.thread(cast, cast.group, title="Alliance")

    late = SearchesFollower()
    assert advance(late) is False
    assert told(search) == []

    catch_up(SearchFollower())
    assert advance(late) is True
    assert len(told(search)) == 1


class Killed(BaseException):
    """The power went."""


class Killing:
    """Kills whoever asks the database for the nth time."""

    def __init__(self, queries: int) -> None:
        self.left = queries

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            raise Killed
        return execute(sql, params, many, context)


def test_killed_at_any_point_and_begun_again_each_is_told_once(cast):
    searches = [saved(cast, who) for who in ("ana", "mo", "ob")]
    follow()
    for number in range(3):
        making.thread(cast, cast.group, title=f"Alliance {number}")
    catch_up(SearchFollower())
    begun = Cursor.objects.get(name="searches").position

    killed, ended = 0, False
    while not ended:
        try:
            with connection.execute_wrapper(Killing(killed * 3 + 1)):
                catch_up(SearchesFollower())
            ended = True
        except Killed:
            killed += 1
    Cursor.objects.filter(name="searches").update(position=begun)  # as if the end was not noted
    catch_up(SearchesFollower())

    assert killed > 10
    assert [len(told(search)) for search in searches] == [3, 3, 3]
    matches = heard(cast)
    assert len(matches) == len(set(matches)) == 9


def test_the_same_entries_twice_tell_nothing_more(cast):
    search = saved(cast, "ana")
    follow()
    mark = journal.head()
    making.thread(cast, cast.group, title="Alliance")
    follow()
    entries = list(Entry.objects.after(mark))

    SearchesFollower().follow(entries)
    SearchesFollower().follow(entries)

    assert len(told(search)) == 1
    assert len(heard(cast)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "alliance", "kinds": ["UNICORN"]},
        {"query": "elles"},  # the group of that name is another by now: little words are left
        {"query": "fghk-" * 20},
    ],
)
def test_a_search_that_can_be_answered_no_more_tells_nothing_and_holds_nobody_up(cast, asked):
    broken, sound = saved(cast, "ana"), saved(cast, "ana")
    broken.asked = asked
    broken.save()
    follow()

    making.thread(cast, cast.group, title="Alliance")
    follow()

    assert (len(told(broken)), len(told(sound))) == (0, 1)


def test_a_document_that_cannot_be_read_holds_nobody_up(cast, monkeypatch):
    search = saved(cast, "ana")
    follow()
    poisoned = making.thread(cast, cast.group, title="Alliance empoisonnée")
    sound = making.thread(cast, cast.group, title="Alliance")
    read = Threads.document

    def document(self, row):
        if row.pk == poisoned.pk:
            raise ZeroDivisionError
        return read(self, row)

    monkeypatch.setattr(Threads, "document", document)
    follow()

    assert told(search) == [f"thread:{sound.pk}"]


def test_more_documents_than_a_page_are_asked_about_in_parts(cast, monkeypatch):
    monkeypatch.setattr(telling, "LARGEST_PAGE", 2)
    monkeypatch.setattr(finding, "LARGEST_PAGE", 2)
    monkeypatch.setattr(telling, "PEOPLE", 1)
    searches = [saved(cast, who) for who in ("ana", "mo")]
    follow()

    for number in range(5):
        making.thread(cast, cast.group, title=f"Alliance {number}")
    follow()

    assert [len(told(search)) for search in searches] == [5, 5]


# --- letters --------------------------------------------------------------------------------------


def letters(cast, who: str) -> list[Letter]:
    return list(Letter.objects.filter(to=cast.person(who).email))


def wait() -> None:
    """Let the time pass in which new hits are gathered."""
    SavedSearchHit.objects.update(found_at=timezone.now() - GATHERING - timedelta(seconds=1))


def test_new_hits_are_gathered_into_one_letter(cast):
    saved(cast, "ana")
    saved(cast, "ana", "programme")
    follow()
    for title in ("Alliance", "Alliance et programme"):
        making.thread(cast, cast.group, title=title)
    follow()
    assert letters(cast, "ana") == []

    wait()
    follow()
    follow()

    (letter,) = letters(cast, "ana")
    assert letter.subject == "Du nouveau pour vos recherches enregistrées"
    assert "«\u00a0alliance\u00a0»" in letter.text
    assert letter.text.count("- Alliance") == 3
    assert letter.matter == Matter.SEARCHES


def test_a_letter_tells_of_nothing_that_is_not_there_by_then(cast):
    saved(cast, "ob")
    follow()
    making.thread(cast, cast.group, title="Alliance")
    follow()

    Membership.objects.filter(group=cast.group, person=cast.person("ob")).delete()
    wait()
    follow()

    assert letters(cast, "ob") == []
    assert not SavedSearchHit.objects.unwritten().exists()


def test_who_wants_no_such_letters_gets_none(cast):
    saved(cast, "ana")
    cast.perform(people.stop_letters, "ana", matters=[Matter.SEARCHES])
    follow()
    making.thread(cast, cast.group, title="Alliance")
    follow()

    wait()
    follow()

    assert letters(cast, "ana") == []
    assert len(SavedSearchHit.objects.told()) == 1
