"""What a sign-up may tell besides an address and a password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_line

from .models import Language, Person


class SignupForm(forms.Form):
    """A name and a language, both optional; allauth adds its own fields to it."""

    name = forms.CharField(required=False)
    language = forms.ChoiceField(choices=Language.choices, required=False)

    def clean_name(self) -> str:
        """Give the name on one line; without one, nothing of the address is told."""
        try:
            name = clean_line(self.cleaned_data["name"], field="name", blank=True)
        except Invalid as invalid:
            raise forms.ValidationError(str(invalid)) from None
        return name or str(_("New member"))

    def clean_language(self) -> str:
        """Give the language asked for; else the one that the sign-up is read in."""
        return self.cleaned_data["language"] or spoken()

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Do nothing more: the account's adapter has taken the fields."""


def spoken() -> str:
    """Give the language of whoever is being answered, among those that we write."""
    language = (get_language() or "")[:2]
    return language if language in Language.values else Language.FR.value
