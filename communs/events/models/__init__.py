"""What the calendar is made of: events, their sessions, their series, who speaks, what remains."""

from .cycle import Cycle
from .event import ENDS_AFTER_START, Event
from .replay import Replay
from .session import Session
from .speaker import IN_ORDER, Speaker

__all__ = ["ENDS_AFTER_START", "IN_ORDER", "Cycle", "Event", "Replay", "Session", "Speaker"]
