"""People: who belongs to the network, how they sign in, what they tell of themselves."""
