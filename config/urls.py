"""Where everything is found."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from backend.graphql.doors.http import graphql

from .health import health

urlpatterns = [
    path("graphql", graphql, name="graphql"),
    path("letters/", include("backend.mail.urls")),
    path("health", health, name="health"),
    path("_allauth/", include("allauth.headless.urls")),
    path("admin/", admin.site.urls),
    path("calendars/", include("schema.calendars.urls")),
    path("files/", include("schema.files.urls")),
    path("", include("schema.explorer.urls")),
]
