"""Threads, their messages, and what people do at these: a module for each idea."""

from .mentions import Mention, MentionSet
from .messages import Message, MessageEdit, MessageEditSet, MessageSet
from .reactions import USUAL, Reaction, ReactionChoice, ReactionChoiceSet, ReactionSet
from .threads import ReadMark, ReadMarkSet, Thread, ThreadSet

__all__ = [
    "USUAL",
    "Mention",
    "MentionSet",
    "Message",
    "MessageEdit",
    "MessageEditSet",
    "MessageSet",
    "Reaction",
    "ReactionChoice",
    "ReactionChoiceSet",
    "ReactionSet",
    "ReadMark",
    "ReadMarkSet",
    "Thread",
    "ThreadSet",
]
