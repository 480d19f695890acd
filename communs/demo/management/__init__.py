"""The commands of the demo network."""
