"""Collections: resources put in an order, for others to walk through."""
