"""Home in the graph."""


class Query:
    """What one may ask about home."""


class Mutation:
    """What one may do with home."""
