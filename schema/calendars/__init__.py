"""Calendar files, for the programs that people keep their calendars in."""
