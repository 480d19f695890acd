"""Where calendar files are found."""

from __future__ import annotations

from django.urls import path

from . import mine, views

urlpatterns = [
    path("events/<uuid:key>.ics", views.event, name="event_calendar"),
    path("cycles/<uuid:key>.ics", views.cycle, name="cycle_calendar"),
    path("mine/<str:token>.ics", mine.mine, name="my_calendar"),
]
