"""Polls as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    """Proposals and choices put to those of a thread, and what came of them."""

    name = "communs.polls"
    label = "polls"
    verbose_name = _("polls")
