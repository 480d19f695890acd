"""Where the home page and the explorer are found."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from . import mailbox, views

urlpatterns = [
    path("", views.home, name="home"),
    path("explorer", views.explorer, name="explorer"),
    path("explorer/", RedirectView.as_view(pattern_name="explorer")),
    path("explorer/accounts.json", views.accounts),
    path("explorer/<str:name>", views.asset),
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/letters.json", mailbox.letters),
    path("mailbox/<str:name>.html", mailbox.letter),
]
