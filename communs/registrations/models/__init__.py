"""What registration is made of: desks, registrations, feeds of them, and who was told."""

from .desk import Desk
from .feed import CalendarFeed
from .notice import Notice
from .registration import PLACED, STANDING, Registration, RegistrationState

__all__ = [
    "PLACED",
    "STANDING",
    "CalendarFeed",
    "Desk",
    "Notice",
    "Registration",
    "RegistrationState",
]
