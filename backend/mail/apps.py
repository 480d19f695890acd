"""Mail as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """The letters that wait, and those that were sent."""

    name = "backend.mail"
    label = "mail"
    verbose_name = _("mail")
