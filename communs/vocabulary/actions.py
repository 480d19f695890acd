"""What the network's moderators do with the vocabulary: say what means the same."""

from __future__ import annotations

from typing import Annotated

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset

from . import facts, rules
from .models import SynonymSet
from .wording import check_room, cleaned, cleaned_note, folded

TheSet = Annotated[SynonymSet, "The set of synonyms."]


def add_synonyms(
    *,
    by: Actor,
    expressions: Annotated[
        list[str], "What means the same: 2 to 12 expressions of at most 80 characters."
    ],
    note: Annotated[str | None, "Why, for other moderators: at most 1,000 characters."] = None,
) -> SynonymSet:
    """Let search take some expressions for the same, in every language, within seconds."""
    rules.can_add.require(by)
    check_room()
    said = cleaned(expressions)
    made = SynonymSet.objects.create(
        expressions=said, folded=folded(said), note=cleaned_note(note or "")
    )
    record(facts.SynonymsAdded(synonyms=made.pk))
    return made


def edit_synonyms(
    *,
    by: Actor,
    synonyms: TheSet,
    expressions: Annotated[
        list[str] | Unset, "All that means the same from now on: 2 to 12 expressions."
    ] = UNSET,
    note: Annotated[str | Unset, "Why, for other moderators; empty for none."] = UNSET,
) -> SynonymSet:
    """Change what means the same, or why."""
    rules.can_edit.require(by, synonyms)
    if not isinstance(expressions, Unset):
        synonyms.expressions = cleaned(expressions)
        synonyms.folded = folded(synonyms.expressions)
    if not isinstance(note, Unset):
        synonyms.note = cleaned_note(note)
    synonyms.save(update_fields=["expressions", "folded", "note"])
    record(facts.SynonymsEdited(synonyms=synonyms.pk))
    return synonyms


def remove_synonyms(*, by: Actor, synonyms: TheSet) -> None:
    """Let each of some expressions mean what it says, and no more."""
    rules.can_remove.require(by, synonyms)
    key = synonyms.pk
    synonyms.delete()
    record(facts.SynonymsRemoved(synonyms=key))
