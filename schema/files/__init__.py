"""Files: fetched by their address, by whoever sees what they belong to."""
