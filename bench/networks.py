"""The network that is measured: the demo's, with a crowd, in a database made for the run."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.rules import Actor
    from communs.people.models import Person


def begin(folder: str) -> None:
    """Set Django up on a folder; only afterwards can the network's own modules be imported."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR": folder,
        "LOG_LEVEL": "ERROR",
    }
    import django  # noqa: PLC0415 - only now is it known where its files go

    django.setup()


def crowded(messages: int) -> Actor:
    """Make a network, and give who is in the most groups of those in its crowd that lead one."""
    from backend.journal.following import catch_up  # noqa: PLC0415
    from communs.groups.actors import actor_of  # noqa: PLC0415
    from communs.home.followers import ActivityFollower  # noqa: PLC0415

    load_network(messages)
    catch_up(ActivityFollower())
    tidy()
    return actor_of(leader())


def load_network(messages: int) -> None:
    """Make the tables, the demo network and a crowd in it."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from communs.demo.crowd import load_crowd  # noqa: PLC0415
    from communs.demo.loading import load  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    load()
    began, busy = time.perf_counter(), time.process_time()
    load_crowd(messages)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    print(f"{connection.vendor}: a crowd of {messages} in {took:.1f} s ({worked:.1f} s busy)")  # noqa: T201


def tidy() -> None:
    """Let the database know what it holds."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def leader() -> Person:
    """Find who is in the most groups of those in the crowd that lead one."""
    from django.db.models import Count  # noqa: PLC0415

    from communs.demo.crowd import ADDRESS  # noqa: PLC0415
    from communs.groups.models import Membership, Role  # noqa: PLC0415
    from communs.people.models import Person  # noqa: PLC0415

    leading = Membership.objects.filter(role=Role.FACILITATOR).values("person")
    crowd = Person.objects.filter(email__startswith=ADDRESS.partition("{")[0], pk__in=leading)
    return crowd.annotate(many=Count("memberships")).order_by("-many", "email")[0]
