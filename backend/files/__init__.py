"""Files that people send: looked at, made safe, kept under names that nobody guesses."""
