"""Territories: the regions, departments, groupings and communes of France."""
