"""What people do about themselves. How they sign in is told in ``accounts.py``."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from backend.files.pictures import Picture
from backend.files.storing import set_picture
from backend.journal import record
from backend.rules import Actor, Invalid
from backend.texts import clean, clean_line
from backend.unset import UNSET, Unset

from . import rules
from .facts import AvatarRemoved, AvatarSet, ProfileEdited
from .models import Language, Person

LONGEST_BIOGRAPHY = 20_000
MOST_LANGUAGES = 20


def edit_profile(
    *,
    by: Actor,
    name: Annotated[
        str | Unset, "The name you are known by, on one line: at most 200 characters."
    ] = UNSET,
    biography: Annotated[
        str | Unset, "What you tell of yourself, in Markdown: at most 20,000 characters."
    ] = UNSET,
    languages: Annotated[
        list[str] | Unset, "The languages you work in, by ISO 639-1 code: fr, en, oc…"
    ] = UNSET,
    language: Annotated[Language | Unset, "The language that Communs writes to you in."] = UNSET,
) -> Person:
    """Change what you tell of yourself; what is not given stays as it is."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    if name is not UNSET:
        person.name = clean_line(name, field="name")
    if biography is not UNSET:
        person.biography = clean(biography, field="biography", most=LONGEST_BIOGRAPHY, blank=True)
    if languages is not UNSET:
        person.languages = _codes(languages)
    if language is not UNSET:
        person.language = language
    person.save(update_fields=["name", "biography", "languages", "language"])
    record(ProfileEdited(person=person.pk))
    return person


def set_avatar(
    *, by: Actor, file: Annotated[Picture, "PNG, JPEG, WebP or GIF: the middle of it is kept."]
) -> Person:
    """Show your portrait beside your name, wherever that is shown."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    set_picture(person, "avatar", file)
    record(AvatarSet(person=person.pk))
    return person


def remove_avatar(*, by: Actor) -> Person:
    """Show no portrait any more: it is gone."""
    rules.can_edit_profile.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    set_picture(person, "avatar", None)
    record(AvatarRemoved(person=person.pk))
    return person


def _codes(languages: list[str]) -> list[str]:
    """Give language codes as they are written, each once, in the order given."""
    codes = list(dict.fromkeys(code.strip().lower() for code in languages))
    if any(not (len(code) == 2 and code.isascii() and code.isalpha()) for code in codes):
        raise Invalid(_("Name each language by its two letters: fr, en, oc…"), field="languages")
    if len(codes) > MOST_LANGUAGES:
        reason = _("At most %(most)d languages.") % {"most": MOST_LANGUAGES}
        raise Invalid(reason, field="languages")
    return codes
