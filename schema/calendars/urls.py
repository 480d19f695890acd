"""Where calendar files are found."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("events/<uuid:key>.ics", views.event, name="event_calendar"),
    path("cycles/<uuid:key>.ics", views.cycle, name="cycle_calendar"),
]
