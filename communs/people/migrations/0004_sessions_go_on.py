"""Whoever is signed in stays signed in: their sessions move into our own table."""

from itertools import islice
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

AT_ONCE = 500  # rows


def take_over(apps: Any, _schema_editor: Any) -> None:
    """Move the sessions that are open, but for those of accounts that are no more.

    The former table is emptied: what was ended in the one must not live on in the other.
    """
    former, ours = apps.get_model("sessions", "Session"), apps.get_model("people", "Session")
    people = {
        str(key) for key in apps.get_model("people", "Person").objects.values_list("pk", flat=True)
    }
    rows = former.objects.filter(expire_date__gt=timezone.now()).iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        taken = [(row, SessionStore().decode(row.session_data).get(SESSION_KEY)) for row in some]
        ours.objects.bulk_create(
            [
                ours(
                    session_key=row.session_key,
                    session_data=row.session_data,
                    expire_date=row.expire_date,
                    person_id=person,
                )
                for row, person in taken
                if person is None or person in people
            ],
            ignore_conflicts=True,
        )
    former.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0003_session"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
