"""Groups as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    """Groups, their members, and who would like to be one."""

    name = "communs.groups"
    label = "groups"
    verbose_name = _("groups")

    def ready(self) -> None:
        from . import audiences  # noqa: F401, PLC0415 - says which audiences are everybody's
