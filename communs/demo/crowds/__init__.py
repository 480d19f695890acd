"""What a crowd is drawn from and made of: a module for each part of the network."""
