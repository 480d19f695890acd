"""Territories as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """The regions, departments, groupings and communes of France."""

    name = "communs.territories"
    label = "territories"
    verbose_name = _("territories")
