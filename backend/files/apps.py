"""Files as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """What is kept of the files that people send."""

    name = "backend.files"
    label = "files"
    verbose_name = _("files")
