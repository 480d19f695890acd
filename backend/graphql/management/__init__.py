"""The commands of the graph engine."""
