"""The graph engine as a Django app: it keeps what was performed under which idempotency key."""

from django.apps import AppConfig


class GraphConfig(AppConfig):
    """What the graph engine keeps."""

    name = "backend.graphql"
    label = "graph"
