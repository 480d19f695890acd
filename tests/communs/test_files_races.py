"""Files and collections, when several change them at once: limits hold, and orders are whole."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from backend.files.models import StoredFile
from communs.collections import actions as collecting
from communs.collections.models import CollectionEntry
from communs.people.models import Person
from communs.resources import actions, attaching
from communs.resources.models import Attachment
from communs.threads.reach import Reach
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation
from tests.schema import making
from tests.uploads import PDF, body_of, document, image, parts_of, send

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    return Cast()


def files():
    folders, _files = default_storage.listdir("")
    return [name for folder in folders for name in default_storage.listdir(folder)[1]]


def uploading(cast, who, name, content, **given):
    """Prepare a mutation with a file; called, it gives its payload."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    text = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
    variables = {"input": {**given, "file": None}}
    parts = parts_of(text, variables, {"0": ["variables.input.file"]}, ("0", "x", content))
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person(who))
    return lambda: send(client, body_of(*parts)).json()["data"][name]


def test_of_ten_who_attach_where_there_is_room_for_two_two_do(cast, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_ATTACHMENTS", 3)
    resource = making.resource(cast, cast.group)
    cast.perform(actions.attach_file, "bo", resource=resource, file=document())

    answers = at_once(
        [uploading(cast, "bo", "attachFile", PDF, resource=gid(resource)) for _ in range(10)]
    )

    assert codes(answers) == ["LIMITED"] * 8 + ["OK"] * 2
    assert Attachment.objects.count() == StoredFile.objects.count() == len(files()) == 3


def test_of_portraits_set_at_once_one_stays(cast):
    answers = at_once([uploading(cast, "bo", "setAvatar", image()) for _ in range(6)])

    assert codes(answers) == ["OK"] * 6
    (file,) = StoredFile.objects.all()
    assert Person.objects.get(pk=cast.person("bo").pk).avatar == file
    assert files() == [file.key]


def test_a_file_that_is_fetched_while_it_is_taken_off_comes_whole_or_not_at_all(cast):
    resource = making.resource(cast, cast.group, reach=Reach.PUBLIC)
    for _ in range(5):
        attachment = cast.perform(actions.attach_file, "bo", resource=resource, file=document())
        start = threading.Barrier(5)

        def fetch(_number, url=f"/files/{attachment.file.key}", start=start):
            try:
                start.wait(timeout=30)
                answer = Client().get(url)
                return answer.status_code == 404 or b"".join(answer.streaming_content) == PDF
            finally:
                connection.close()

        detach = mutation(cast, "bo", "detachFile", "resource { id }", attachment=gid(attachment))
        with ThreadPoolExecutor(4) as pool:
            fetching = pool.map(fetch, range(4))
            start.wait(timeout=30)
            assert codes([detach()]) == ["OK"]
            assert list(fetching) == [True] * 4
    assert files() == []


def test_a_collection_that_many_reorder_at_once_keeps_all_its_entries(cast):
    collection = cast.perform(collecting.start_collection, "bo", group=cast.group, title="Parcours")
    resources = [
        making.resource(cast, cast.group, title=f"R{number}", reach=Reach.GROUP)
        for number in range(8)
    ]
    for resource in resources[:4]:
        cast.perform(collecting.add_to_collection, "bo", collection=collection, resource=resource)
    entries = list(CollectionEntry.objects.order_by("place"))
    shows = "collectionEntry { id }"
    named = {"collection": gid(collection)}
    calls = [
        mutation(cast, "bo", "addToCollection", shows, **named, resource=gid(each))
        for each in resources[4:]
    ] + [
        mutation(cast, "ana", "moveInCollection", shows, **named,
                 entry=gid(each), after=gid(entries[0]))
        for each in entries[1:]
    ]  # fmt: skip

    answers = at_once(calls)

    assert codes(answers) == ["OK"] * 7
    places = [*CollectionEntry.objects.values_list("place", flat=True)]
    assert len(places) == len(set(places)) == 8


def test_of_two_who_put_in_one_resource_one_does(cast):
    collection = cast.perform(collecting.start_collection, "bo", group=cast.group, title="Parcours")
    resource = making.resource(cast, cast.group, reach=Reach.GROUP)
    calls = [
        mutation(cast, who, "addToCollection", "collectionEntry { id }",
                 collection=gid(collection), resource=gid(resource))
        for who in ("bo", "ana", "mo")
    ]  # fmt: skip

    assert codes(at_once(calls)) == ["CONFLICT", "CONFLICT", "OK"]
    assert CollectionEntry.objects.count() == 1
