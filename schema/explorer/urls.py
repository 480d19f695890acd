"""Where the home page and the explorer are found."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("explorer", views.explorer, name="explorer"),
    path("explorer/", RedirectView.as_view(pattern_name="explorer")),
    path("explorer/accounts.json", views.accounts),
    path("explorer/<str:name>", views.asset),
]
