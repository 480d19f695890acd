"""A small site of its own behind the real doors: no domain, real sockets, a real database."""
