"""The vocabulary: expressions that mean the same to this network, so that search finds by any."""
