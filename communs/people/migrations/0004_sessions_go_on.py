"""Whoever is signed in stays signed in: their sessions move into our own table."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

AT_ONCE = 500  # rows


def take_over(apps: Any, _schema_editor: Any) -> None:
    """Copy the sessions that are open, but for those of accounts that are no more."""
    rows = apps.get_model("sessions", "Session").objects.filter(expire_date__gt=timezone.now())
    ours = apps.get_model("people", "Session")
    people = {
        str(key) for key in apps.get_model("people", "Person").objects.values_list("pk", flat=True)
    }
    store = SessionStore()
    taken = []
    for row in rows.iterator(AT_ONCE):
        person = store.decode(row.session_data).get(SESSION_KEY)
        if person is None or person in people:
            taken.append(
                ours(
                    session_key=row.session_key,
                    session_data=row.session_data,
                    expire_date=row.expire_date,
                    person_id=person,
                )
            )
    ours.objects.bulk_create(taken, AT_ONCE, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_session"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
