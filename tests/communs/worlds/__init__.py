"""Worlds at random: people write and do things of each kind that can be found."""
