"""What the network's moderators do with topics: create, name, place, archive."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset

from . import facts, rules
from .models import Topic
from .naming import cleaned
from .tree import PLACE_OF_OWN, check_place, folded, lock_tree, plant

USUAL_COLOUR = "#5B6770"  # of a topic for which nobody chose one

TheTopic = Annotated[Topic, "The topic."]


def create_topic(
    *,
    by: Actor,
    name_fr: Annotated[str, "Its name in French, on one line: at most 200 characters."],
    name_en: Annotated[str | None, "Its name in English."] = None,
    colour: Annotated[str | None, "The colour it is shown in: #19486A; grey unless said."] = None,
    synonyms: Annotated[list[str] | None, "Other words for it: at most 30."] = None,
    parent: Annotated[Topic | None, "The topic that it is a part of."] = None,
) -> Topic:
    """Give the network a word of its own to classify by."""
    rules.can_create.require(by)
    given = {"name_fr": name_fr, "name_en": name_en or "", "synonyms": synonyms or []}
    topic = Topic(place=PLACE_OF_OWN, **cleaned(given | {"colour": colour or USUAL_COLOUR}))
    lock_tree()
    check_place(topic, parent)
    topic.parent, topic.folded = parent, folded(topic)
    topic.save(force_insert=True)
    plant()
    record(facts.TopicCreated(about=topic.pk))
    return topic


def edit_topic(
    *,
    by: Actor,
    topic: TheTopic,
    name_fr: Annotated[str | Unset, "Its name in French: at most 200 characters."] = UNSET,
    name_en: Annotated[str | Unset, "Its name in English; empty for none."] = UNSET,
    colour: Annotated[str | Unset, "The colour it is shown in: #19486A."] = UNSET,
    synonyms: Annotated[list[str] | Unset, "Other words for it: at most 30."] = UNSET,
    parent: Annotated[Topic | Unset | None, "The topic it is a part of; null for none."] = UNSET,
) -> Topic:
    """Change what a topic is called and where it stands; of a goal, its synonyms alone."""
    rules.can_edit.require(by, topic)
    given = {"name_fr": name_fr, "name_en": name_en, "colour": colour, "synonyms": synonyms}
    if any(value is not UNSET for value in (name_fr, name_en, colour, parent)):
        rules.can_rename.require(by, topic)
    for column, value in cleaned(given).items():
        setattr(topic, column, value)
    if not isinstance(parent, Unset):
        lock_tree()
        check_place(topic, parent)
        topic.parent = parent
    topic.folded = folded(topic)
    topic.save()
    plant()
    record(facts.TopicEdited(about=topic.pk))
    return topic


def archive_topic(*, by: Actor, topic: TheTopic) -> Topic:
    """Let nothing new be classified under a topic; what is already there stays."""
    rules.can_archive.require(by, topic)
    topic.archived_at = timezone.now()
    topic.save(update_fields=["archived_at"])
    record(facts.TopicArchived(about=topic.pk))
    return topic


def restore_topic(*, by: Actor, topic: TheTopic) -> Topic:
    """Take an archived topic into use again."""
    rules.can_restore.require(by, topic)
    topic.archived_at = None
    topic.save(update_fields=["archived_at"])
    record(facts.TopicRestored(about=topic.pk))
    return topic
