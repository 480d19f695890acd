"""Territories in the graph."""


class Query:
    """What one may ask about territories."""


class Mutation:
    """What one may do with territories."""
