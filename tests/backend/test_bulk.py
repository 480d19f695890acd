"""Many rows at once: as they would be had they been saved one by one."""

from __future__ import annotations

from django.utils import timezone

from backend.bulk import insert
from backend.models import new_key
from communs.territories.models import Inclusion, Territory


def test_rows_are_what_they_would_be_had_they_been_saved(db):
    saved = Territory.objects.create(kind="region", code="76", name="Occitanie", folded="occitanie")
    key, now = new_key(), timezone.now()
    names = ("id", "created_at", "kind", "code", "name", "folded", "ended_at")

    insert(Territory, names, [(key, now, "commune", "31555", "L'Été\t\\N", "l ete", now.date())])
    insert(Inclusion, ("outer", "inner", "is_direct"), [(saved.pk, key, True)])

    row = Territory.objects.get(pk=key)
    assert (row.created_at, row.code, row.name) == (now, "31555", "L'Été\t\\N")
    assert row.ended_at == now.date()
    pair = Inclusion.objects.get(outer=saved, inner=row)
    assert pair.is_direct is True


def test_nothing_at_all_can_be_inserted(db):
    insert(Inclusion, ("outer", "inner", "is_direct"), [])

    assert not Inclusion.objects.exists()
