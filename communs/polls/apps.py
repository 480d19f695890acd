"""Polls as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    """Proposals and choices put to those of a thread, and what came of them."""

    name = "communs.polls"
    label = "polls"
    verbose_name = _("polls")

    def ready(self) -> None:
        import_module(f"{self.name}.moving")  # which registers that polls go along with messages
