"""Registrations in the graph."""


class Query:
    """What one may ask about registrations."""


class Mutation:
    """What one may do with registrations."""
