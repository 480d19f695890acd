"""Saved searches as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchesConfig(AppConfig):
    """What somebody looks for again and again."""

    name = "communs.searches"
    label = "searches"
    verbose_name = _("saved searches")
