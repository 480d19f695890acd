"""What one may run about territories."""
