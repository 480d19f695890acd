"""Threads as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    """Conversations and their messages."""

    name = "communs.threads"
    label = "threads"
    verbose_name = _("threads")
