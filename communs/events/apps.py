"""Events as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Meetings and their sessions."""

    name = "communs.events"
    label = "events"
    verbose_name = _("events")
