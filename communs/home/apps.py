"""Home as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """What awaits a person, and what happened where they are."""

    name = "communs.home"
    label = "home"
    verbose_name = _("home")
