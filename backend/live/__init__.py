"""Live: one hub per process carries the journal to those who listen."""
