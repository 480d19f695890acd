from typing import Any

from django.db import migrations

CHUNK = 500
KINDS = [
    "application/pdf",
    "text/plain",
    "text/markdown",
    "text/csv",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]


def let_wait(apps: Any, schema_editor: Any) -> None:
    """Have the files that were there before read as those that come."""
    file, text = apps.get_model("files", "StoredFile"), apps.get_model("files", "FileText")
    unread = file.objects.filter(kind__in=KINDS, reading=None).values_list("pk", flat=True)
    text.objects.bulk_create(
        (text(file_id=key) for key in unread.iterator(chunk_size=CHUNK)), batch_size=CHUNK
    )


class Migration(migrations.Migration):
    dependencies = [("files", "0002_file_text")]

    operations = [migrations.RunPython(let_wait, migrations.RunPython.noop)]
