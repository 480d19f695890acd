"""Search: one contract, and engines that keep it; the index follows the journal."""
