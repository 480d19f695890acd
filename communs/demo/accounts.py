"""The demo network's accounts: known to everybody, so for the demo alone.

Settings read this module, so it imports nothing.
"""

from __future__ import annotations

PASSWORD = "en-commun-2024"  # noqa: S105 - printed by `make demo`

ACCOUNTS = [
    {
        "email": "camille.exemple@communs.example",
        "role_fr": "Animatrice du séminaire",
        "role_en": "Facilitator of the seminar",
        "password": PASSWORD,
    },
    {
        "email": "noe.temoin@communs.example",
        "role_fr": "Membre",
        "role_en": "Member",
        "password": PASSWORD,
    },
    {
        "email": "ines.modele@communs.example",
        "role_fr": "Modératrice du réseau",
        "role_en": "Moderator of the network",
        "password": PASSWORD,
    },
]
