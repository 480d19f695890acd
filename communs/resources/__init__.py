"""Resources: what the network writes together and shares."""
