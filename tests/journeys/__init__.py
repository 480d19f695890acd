"""Whole user stories, against a real server."""
