"""What a new password ends: every session that was begun with another."""

from __future__ import annotations

from .models import Person, Session


class EndsSessions:
    """No rule for passwords; of those in the settings, Django tells each of a new password.

    A session of the old one would speak for nobody any more, but who listens by it would go on
    hearing. Who changes their own password while signed in gets a new session.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        """Let every password pass."""

    def password_changed(self, _password: str, user: Person | None = None) -> None:
        """End the sessions of somebody."""
        if user is not None:
            Session.objects.filter(person=user.pk).delete()

    def get_help_text(self) -> str:
        """Ask for nothing."""
        return ""
