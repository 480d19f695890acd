"""What happened, in commit order; and followers, each with a cursor, that act on it."""

from .facts import Fact
from .writing import atomic, head, on_written, record

__all__ = ["Fact", "atomic", "head", "on_written", "record"]
