"""The commands of territories."""
