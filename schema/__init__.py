"""The graph: one module per domain, joined here into one schema."""
