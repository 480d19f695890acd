"""The graph engine as a Django app: it keeps what was performed under which idempotency key."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from .doors.trusted import trusted


class GraphConfig(AppConfig):
    """What the graph engine keeps."""

    name = "backend.graphql"
    label = "graph"

    def ready(self) -> None:
        checks.register(check_trusted_documents)


def check_trusted_documents(**_options: Any) -> list[checks.CheckMessage]:
    """Read the manifest of trusted documents before anybody asks."""
    try:
        trusted(settings.TRUSTED_DOCUMENTS)
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="graph.E001")]
    return []
