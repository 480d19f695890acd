"""Attention as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttentionConfig(AppConfig):
    """What a person keeps of threads for themselves: following, bookmarks, drafts."""

    name = "communs.attention"
    label = "attention"
    verbose_name = _("attention")
