"""Figures, side by side in one run: machines differ, ratios less."""
