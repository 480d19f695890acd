"""Saved searches: what somebody looks for again and again, and is told of when it comes."""
