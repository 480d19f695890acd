"""Calendar files over HTTP, for programs that keep people's calendars."""
