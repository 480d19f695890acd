"""Topics: what things are about; the 17 goals, and the network's own words."""
