"""Classification: what topics and territories a thing carries, whatever it is."""
