"""Who may do what about people: so far, everybody about themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, rule


@rule(_("Sign in first."))
def is_signed_in(actor: Actor, _thing: object) -> bool:
    """Be somebody."""
    return actor.is_signed_in


can_edit_profile = is_signed_in  # their own: no other can be named
can_classify = is_signed_in
