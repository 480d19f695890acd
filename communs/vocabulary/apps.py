"""The vocabulary as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    """Expressions that mean the same to this network."""

    name = "communs.vocabulary"
    label = "vocabulary"
    verbose_name = _("vocabulary")
