"""The engine room: knows nothing of the domain, could serve another product."""
