"""The journal as a Django app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Facts and the cursors of those who follow them."""

    name = "backend.journal"
    label = "journal"
