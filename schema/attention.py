"""Attention in the graph."""


class Query:
    """What one may ask about attention."""


class Mutation:
    """What one may do with attention."""
