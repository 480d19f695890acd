"""Search as a Django app: it has no rows, only a command and the declarations it gathers."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """What can be found, and where it is kept."""

    name = "backend.search"
    label = "search"

    def ready(self) -> None:
        autodiscover_modules("search")  # each domain app declares there what is known of its rows
        checks.register(check_address)


def check_address(**_options: Any) -> list[checks.CheckMessage]:
    """Read the address of the index before anybody asks."""
    from .engines import engine  # noqa: PLC0415 - models are ready by now

    try:
        engine()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="search.E001")]
    return []
