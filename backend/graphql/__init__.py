"""The graph engine: declarations, breadth-first execution, and the doors to it."""
