"""Organizations in the graph."""


class Query:
    """What one may ask about organizations."""


class Mutation:
    """What one may do with organizations."""
