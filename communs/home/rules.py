"""Who may do what at home: everybody in their own."""

from communs.people.rules import is_signed_in

can_visit = is_signed_in
