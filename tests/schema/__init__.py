"""The graph: what is answered, what is hidden, what it costs, what is heard."""
