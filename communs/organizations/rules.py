"""Who may do what about organizations: members add them, their contacts look after them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, rule

from .models import Organization, OrganizationContact


@rule(_("Sign in first."))
def is_signed_in(actor: Actor, _thing: object) -> bool:
    """Be somebody."""
    return actor.is_signed_in


@rule(_("Only its contacts, and the network's moderators, may do this."))
def looks_after(actor: Actor, organization: Organization) -> bool:
    """Answer for the organization, as `queries.by_now` found, or look after the whole place."""
    return actor.is_moderator or organization.contacts_audience in actor.audiences


@rule(_("Only they themselves, and the network's moderators, may do this."))
def is_oneself(actor: Actor, contact: OrganizationContact) -> bool:
    """Be the contact, or look after the whole place."""
    return actor.is_moderator or (actor.person is not None and actor.person == contact.person_id)


can_add = is_signed_in
can_edit = looks_after
can_classify = can_edit
can_set_logo = can_edit
can_make_contact = looks_after
can_remove_contact = is_oneself
