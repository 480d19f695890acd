"""The domain: one Django app per thing the community has."""
