"""Events: when and where people meet, and in which sessions."""
