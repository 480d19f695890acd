"""A twin as servers take it: under WSGI, or under ASGI."""

from __future__ import annotations

import django
from django.conf import settings

django.setup(set_prefix=False)
settings.MIDDLEWARE = settings.TWIN_MIDDLEWARE  # only now: allauth looks for its own before

from django.core.asgi import get_asgi_application  # noqa: E402 - Django comes first
from django.core.wsgi import get_wsgi_application  # noqa: E402

wsgi = get_wsgi_application()
asgi = get_asgi_application()
