"""The commands of topics."""
