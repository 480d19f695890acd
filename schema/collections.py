"""Collections in the graph."""


class Query:
    """What one may ask about collections."""


class Mutation:
    """What one may do with collections."""
