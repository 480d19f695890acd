"""Topics in the graph."""


class Query:
    """What one may ask about topics."""


class Mutation:
    """What one may do with topics."""
