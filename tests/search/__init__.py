"""What search is measured by: texts of the network's world, and what people look for in them."""
