"""What an operator can say about search."""
