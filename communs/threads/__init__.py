"""Threads: conversations of numbered messages, each for one audience."""
