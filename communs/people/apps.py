"""People as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Accounts and profiles."""

    name = "communs.people"
    label = "people"
    verbose_name = _("people")
