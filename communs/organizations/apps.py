"""Organizations as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """The bodies that people come from, and that meet and publish."""

    name = "communs.organizations"
    label = "organizations"
    verbose_name = _("organizations")
