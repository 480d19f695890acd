"""The engine room, tested without the domain where that is possible."""
