"""Who may save searches: whoever is signed in; nobody but its owner sees one."""

from __future__ import annotations

from communs.groups.rules import is_signed_in

can_save = is_signed_in
can_keep = is_signed_in  # of what one sees: one's own
