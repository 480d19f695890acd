"""What search knows of resources and of the files that belong to them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from backend.files.follower import FilesFollower
from backend.files.models import FileText
from backend.journal.following import catch_up
from backend.search.contract import Key
from backend.search.sources import present, touched
from communs.resources import actions, search
from communs.resources.choices import ResourceKind
from tests.documents import pdf
from tests.uploads import document, image

pytestmark = pytest.mark.django_db


def drafted(cast, title="Charte"):
    return cast.perform(
        actions.draft_resource, "bo", group=cast.group, title=title, kind=ResourceKind.TOOL
    )


def attach(cast, resource, content, name, label=""):
    return cast.perform(
        actions.attach_file, "bo", resource=resource, file=document(content, name), label=label
    )


def known(*resources):
    return [each.attachments for each in present(Key("resource", row.pk) for row in resources)]


def looked_at(cast):
    """Say which resources search reads again after what just happened."""
    return {key for key in touched(cast.facts()) if key.kind == "resource"}


def test_files_are_known_by_their_names_first_and_then_by_their_texts(cast):
    resource = drafted(cast)
    attach(cast, resource, pdf("Le pont"), "a.pdf", label="Le compte rendu")
    attach(cast, resource, image(), "b.png")
    attach(cast, resource, b"Le tunnel", "c.txt")
    assert known(resource) == ["Le compte rendu\na.pdf\n\nb.png\n\nc.txt"]

    catch_up(FilesFollower())

    assert known(resource) == ["Le compte rendu\na.pdf\n\nb.png\n\nc.txt\n\nLe pont\n\nLe tunnel"]


def test_a_file_in_markdown_is_known_without_its_signs(cast):
    resource = drafted(cast)
    attach(cast, resource, b"# Le **tunnel**\n\nsous [la baie](https://example.org/)", "a.md")
    attach(cast, resource, b"# Le **pont**", "b.txt")
    catch_up(FilesFollower())

    assert known(resource) == ["a.md\n\nb.txt\n\nLe tunnel\nsous la baie\n\n# Le **pont**"]


def test_what_is_known_of_files_has_an_end(cast, monkeypatch):
    monkeypatch.setattr(search, "MOST_ATTACHED", 11)
    resource = drafted(cast)
    attach(cast, resource, b"Le tunnel", "c.txt")
    catch_up(FilesFollower())

    assert known(resource) == ["c.txt\n\nLe t"]


def test_a_resource_is_read_again_when_its_files_come_are_read_and_go(cast):
    resource, other = drafted(cast), drafted(cast)
    attach(cast, other, b"Le pont", "b.txt")
    catch_up(FilesFollower())
    looked_at(cast)

    attachment = attach(cast, resource, b"Le tunnel", "a.txt")
    assert looked_at(cast) == {Key("resource", resource.pk)}
    catch_up(FilesFollower())
    assert looked_at(cast) == {Key("resource", resource.pk)}
    cast.perform(actions.detach_file, "bo", attachment=attachment)
    assert looked_at(cast) == {Key("resource", resource.pk)}


def test_what_was_read_of_a_file_that_is_gone_touches_nothing(cast):
    resource = drafted(cast)
    attachment = attach(cast, resource, b"Le tunnel", "a.txt")
    catch_up(FilesFollower())
    cast.perform(actions.detach_file, "bo", attachment=attachment)
    facts = [fact for fact in cast.facts() if type(fact).__name__ == "FileRead"]

    assert len(facts) == 1
    assert touched(facts) == set()


def test_documents_cost_the_same_however_many_files_there_are(cast, queries):
    one = drafted(cast)
    attach(cast, one, b"Le tunnel", "a.txt")
    few = queries(lambda: known(one))
    many = [one, *(drafted(cast) for _each in range(5))]
    for resource in many:
        for number in range(3):
            attach(cast, resource, b"Le pont", f"{number}.txt")

    assert queries(lambda: known(*many)) == few


def test_the_admin_shows_what_became_of_a_text_and_never_the_text(cast):
    resource = drafted(cast)
    attach(cast, resource, b"Le tunnel secret", "a.txt")
    catch_up(FilesFollower())
    text = FileText.objects.get()
    person = cast.person("zed")
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)

    listed = client.get(reverse("admin:files_filetext_changelist"))
    shown = client.get(reverse("admin:files_filetext_change", args=[text.pk]))

    for answer in (listed, shown):
        assert answer.status_code == 200
        assert b"a.txt" in answer.content
        assert b"secret" not in answer.content
