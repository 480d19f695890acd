"""The demo network: the real network of catalysts, told in fictional members' words."""
