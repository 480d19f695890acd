"""Search as a Django app: it has no rows, only a command and the declarations it gathers."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """What can be found, and where it is kept."""

    name = "backend.search"
    label = "search"

    def ready(self) -> None:
        autodiscover_modules("search")  # each domain app declares there what is known of its rows
