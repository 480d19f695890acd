"""Keys and moments are read as Django reads them."""

from __future__ import annotations

import pytest
from django.db import ConnectionHandler

from backend.written import quick_reader

KEYS = [None, "0" * 32, "01a22440" * 4, "01A22440" * 4, "01a22440-0cea-7282-80e1-5f49878d27d1"]
MOMENTS = [
    None,
    "2026-11-28 10:00:00",
    "2026-11-28 10:00:00.123456",
    "2026-11-28T10:00:00",
    "2026-11-28 10:00:00+02:00",
    "0001-01-01 00:00:00",
]


@pytest.fixture
def sqlite():
    """Give what knows how SQLite writes, whatever database the tests are on."""
    own = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    return ConnectionHandler(own)["default"]


@pytest.mark.parametrize(
    ("convert", "written"),
    [("convert_uuidfield_value", each) for each in KEYS]
    + [("convert_datetimefield_value", each) for each in MOMENTS],
)
def test_a_column_is_read_as_django_reads_it(sqlite, convert, written):
    convert = getattr(sqlite.ops, convert)
    read = quick_reader([convert], sqlite)

    assert read is not None
    assert read(written) == convert(written, None, sqlite)


def test_what_takes_more_than_one_step_is_left_to_django(sqlite):
    convert = sqlite.ops.convert_uuidfield_value

    assert quick_reader([convert, str], sqlite) is None
