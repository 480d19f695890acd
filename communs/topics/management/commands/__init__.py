"""What one may run about topics."""
