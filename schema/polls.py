"""Polls in the graph."""


class Query:
    """What one may ask about polls."""


class Mutation:
    """What one may do with polls."""
