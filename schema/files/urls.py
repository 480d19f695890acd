"""The address of a file."""

from django.urls import re_path

from . import views

urlpatterns = [re_path(r"^(?P<key>[A-Za-z0-9_-]{43})\Z", views.file, name="file")]
