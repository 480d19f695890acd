"""Attachments, portraits and logos: who may, what then stands, what is refused."""

from __future__ import annotations

import pytest

from backend.files.models import StoredFile
from backend.rules import Denied, Limited
from communs.organizations import actions as organizing
from communs.organizations import facts as organizational
from communs.organizations.models import OrganizationKind
from communs.people import actions as profile
from communs.people import facts as personal
from communs.people import rules as people_rules
from communs.people.models import Person
from communs.resources import actions, attaching, facts, rules
from communs.resources.choices import ResourceKind
from communs.resources.models import Attachment
from communs.threads.reach import Reach
from tests.communs.happened import happened
from tests.uploads import document, logo, portrait

pytestmark = pytest.mark.django_db

EDITORS = {"bo", "ana", "mo"}


@pytest.fixture
def draft(cast):
    return drafted(cast)


def drafted(cast, of="listed"):
    return cast.perform(
        actions.draft_resource, "bo", group=cast.groups[of], title="Grille", kind=ResourceKind.TOOL
    )


def attach(cast, resource, who="bo", **given):
    return cast.perform(actions.attach_file, who, resource=resource, file=document(), **given)


def test_those_who_edit_a_resource_attach_and_detach(cast, draft):
    attachment = attach(cast, draft)

    assert cast.may(rules.can_attach, draft) == EDITORS
    assert cast.may(rules.can_detach, attachment) == EDITORS


def test_nobody_attaches_to_what_is_archived(cast, draft):
    attachment = attach(cast, draft)
    cast.perform(actions.publish_resource, "ana", resource=draft, reach=Reach.PUBLIC)
    archived = cast.perform(actions.archive_resource, "ana", resource=draft)
    attachment = Attachment.objects.get(pk=attachment.pk)

    assert cast.may(rules.can_attach, archived) == set()
    assert cast.may(rules.can_detach, attachment) == set()


@pytest.mark.parametrize(
    ("of", "reach", "who"),
    [
        ("listed", None, EDITORS),
        ("hidden", Reach.GROUP, {*EDITORS, "ob"}),
        ("hidden", Reach.NETWORK, {*EDITORS, "ob", "zed", "nina"}),
        ("hidden", Reach.PUBLIC, {*EDITORS, "ob", "zed", "nina", "nobody"}),
    ],
)
def test_an_attachment_and_its_file_are_seen_with_the_resource(cast, of, reach, who):
    resource = drafted(cast, of)
    attachment = attach(cast, resource)
    if reach:
        cast.perform(actions.publish_resource, "ana", resource=resource, reach=reach)

    assert cast.who_see(attachment) == who
    assert cast.who_see(attachment.file) == who


def test_what_is_attached_stands_behind_the_others(cast, draft):
    first = attach(cast, draft, label=" La\ngrille ")
    second = attach(cast, draft, who="mo")
    cast.perform(actions.detach_file, "ana", attachment=first)
    third = attach(cast, draft)

    assert (first.label, second.label) == ("La grille", "")
    assert [*draft.attachments.values_list("position", "attached_by")] == [
        (2, cast.person("mo").pk),
        (3, cast.person("bo").pk),
    ]
    assert {*StoredFile.objects.all()} == {second.file, third.file}
    assert happened()[1:] == [
        facts.FileAttached(resource=draft.pk, attachment=first.pk),
        facts.FileAttached(resource=draft.pk, attachment=second.pk),
        facts.FileDetached(resource=draft.pk, attachment=first.pk),
        facts.FileAttached(resource=draft.pk, attachment=third.pk),
    ]


def test_attachments_have_an_end(cast, draft, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_ATTACHMENTS", 2)
    attach(cast, draft)
    attach(cast, draft)

    with pytest.raises(Limited, match="At most 2"):
        attach(cast, draft)

    assert Attachment.objects.count() == StoredFile.objects.count() == 2


def test_who_may_not_edit_attaches_nothing(cast, draft):
    cast.perform(actions.publish_resource, "ana", resource=draft, reach=Reach.PUBLIC)

    with pytest.raises(Denied, match="editors"):
        attach(cast, draft, who="zed")

    assert not StoredFile.objects.exists()


# --- portraits --------------------------------------------------------------------------------


def test_everybody_who_is_signed_in_has_a_portrait_of_their_own(cast):
    assert cast.may(people_rules.can_edit_profile) == {"ana", "mo", "bo", "ob", "nina", "zed"}


def test_a_portrait_is_set_replaced_and_removed(cast):
    bo = cast.person("bo").pk

    first = cast.perform(profile.set_avatar, "bo", file=portrait()).avatar
    second = cast.perform(profile.set_avatar, "bo", file=portrait()).avatar
    assert [*StoredFile.objects.all()] == [second]
    assert first != second
    cast.perform(profile.remove_avatar, "bo")

    assert Person.objects.get(pk=bo).avatar is None
    assert not StoredFile.objects.exists()
    assert happened() == [
        personal.AvatarSet(person=bo),
        personal.AvatarSet(person=bo),
        personal.AvatarRemoved(person=bo),
    ]


def test_a_portrait_is_seen_by_whoever_was_given_its_address(cast):
    file = cast.perform(profile.set_avatar, "bo", file=portrait()).avatar

    assert cast.who_see(file) == {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}

    Person.objects.filter(pk=cast.person("bo").pk).update(is_active=False)
    assert cast.who_see(file) == set()


# --- logos ------------------------------------------------------------------------------------


def test_those_who_answer_for_an_organization_give_it_a_logo_for_everybody(cast):
    rameau = cast.perform(
        organizing.add_organization, "bo", name="Le RAMEAU", kind=OrganizationKind.ASSOCIATION
    )
    first = cast.perform(organizing.set_logo, "bo", organization=rameau, file=logo()).logo
    second = cast.perform(organizing.set_logo, "nina", organization=rameau, file=logo()).logo

    for act in (
        lambda: cast.perform(organizing.set_logo, "ana", organization=rameau, file=logo()),
        lambda: cast.perform(organizing.remove_logo, "ana", organization=rameau),
    ):
        with pytest.raises(Denied, match="contacts"):
            act()

    assert first != second
    assert [*StoredFile.objects.all()] == [second]
    assert cast.who_see(second) == {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}
    cast.perform(organizing.remove_logo, "bo", organization=rameau)
    assert not StoredFile.objects.exists()
    assert happened()[-3:] == [
        organizational.LogoSet(organization=rameau.pk),
        organizational.LogoSet(organization=rameau.pk),
        organizational.LogoRemoved(organization=rameau.pk),
    ]
