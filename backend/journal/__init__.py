"""What happened, in commit order; and followers, each with a cursor, that act on it."""

from .facts import Fact
from .writing import atomic, head, if_undone, on_written, record

__all__ = ["Fact", "atomic", "head", "if_undone", "on_written", "record"]
