"""Topics as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    """What things are about; the 17 goals, and the network's own words."""

    name = "communs.topics"
    label = "topics"
    verbose_name = _("topics")
