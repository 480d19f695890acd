"""Registrations: who comes to what, within the places that there are."""
