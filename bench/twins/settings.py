"""Settings of the twins: our models and our database, and only the middleware that they need."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403, TID251 - the same but for what follows
from config.settings import DATABASES  # noqa: TID251

# Who asks is found as Django finds them.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = f"bench.twins.{os.environ['TWIN']}"
TWIN_MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
if os.environ.get("TWIN_KNOWS_WHO"):
    TWIN_MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        *TWIN_MIDDLEWARE,
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
if os.environ.get("TWIN_POOL"):  # where each request is answered in a thread of its own
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 4, "max_size": 8}
