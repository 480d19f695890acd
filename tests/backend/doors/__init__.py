"""The doors and the live hub, behind a real server process."""
