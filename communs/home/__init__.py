"""Home: what awaits a person, and what happened where they are."""
