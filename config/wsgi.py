"""What a WSGI server runs: HTTP alone; what it commits wakes the processes that have sockets."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from backend.live.bell import ring_from_threads  # noqa: E402 - Django comes first

ring_from_threads()
