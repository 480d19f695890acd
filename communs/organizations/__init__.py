"""Organizations: the bodies that people come from, and that meet and publish."""
