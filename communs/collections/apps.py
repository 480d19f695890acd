"""Collections as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectionsConfig(AppConfig):
    """Resources put in an order, for others to walk through."""

    name = "communs.collections"
    label = "collections"
    verbose_name = _("collections")
