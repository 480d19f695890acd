"""The demo network as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """What `make demo` shows."""

    name = "communs.demo"
    label = "demo"
