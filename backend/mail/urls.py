"""Where letters lead."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("stop/<str:token>", views.stop_letters, name="stop-letters")]
