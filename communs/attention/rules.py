"""Who may keep what for themselves: whoever is signed in, of all that they see."""

from __future__ import annotations

from communs.groups.rules import is_signed_in
from communs.threads.rules import stands

can_follow = is_signed_in
can_draft = is_signed_in  # in a closed thread too: it may reopen
can_bookmark = is_signed_in & stands
can_remove_bookmark = is_signed_in
