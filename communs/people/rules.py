"""Who may do what about people: everybody about themselves; organizations say who is theirs."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.organizations.rules import looks_after

from .models import Affiliation, AffiliationState


@rule(_("Sign in first."))
def is_signed_in(actor: Actor, _thing: object) -> bool:
    """Be somebody."""
    return actor.is_signed_in


@rule(_("Only they themselves may do this."))
def is_own(actor: Actor, affiliation: Affiliation) -> bool:
    """Be whose affiliation it is."""
    return actor.person is not None and actor.person == affiliation.person_id


@rule(_("Only they themselves, and those who answer for the organization, may do this."))
def is_concerned(actor: Actor, affiliation: Affiliation) -> bool:
    """Be whose affiliation it is, or look after the organization."""
    return is_own(actor, affiliation) or looks_after(actor, affiliation.organization)


@rule(_("This was decided already."))
def is_undecided(_actor: Actor, affiliation: Affiliation) -> bool:
    """Wait for an answer."""
    return affiliation.state == AffiliationState.PROPOSED


@rule(_("This is not confirmed, or has ended already."))
def is_lasting(_actor: Actor, affiliation: Affiliation) -> bool:
    """Be confirmed, and not be over."""
    today = timezone.localdate()
    return affiliation.state == AffiliationState.CONFIRMED and not affiliation.has_ended(today)


def of_organization(judged: Rule) -> Rule:
    """Judge an affiliation by its organization."""
    return Rule(lambda actor, affiliation: judged.refusal(actor, affiliation.organization))


can_edit_profile = is_signed_in  # their own: no other can be named
can_classify = is_signed_in
can_propose = is_signed_in
can_withdraw = is_own & is_undecided
can_decide = of_organization(looks_after) & is_undecided
can_end = is_concerned & is_lasting
can_make_contact = looks_after  # of the organization
