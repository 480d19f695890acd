"""Registrations as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    """Who comes to what, within the places that there are."""

    name = "communs.registrations"
    label = "registrations"
    verbose_name = _("registrations")
