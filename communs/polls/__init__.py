"""Polls: proposals and choices put to those of a thread, and what came of them."""
