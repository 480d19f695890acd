"""Resources as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """What is written together; and the drafts that its editors see."""

    name = "communs.resources"
    label = "resources"
    verbose_name = _("resources")

    def ready(self) -> None:
        import_module(f"{self.name}.audiences")  # which registers what editors hold
