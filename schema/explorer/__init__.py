"""The page one opens first, and the explorer of the graph: plain files, served as they are."""
