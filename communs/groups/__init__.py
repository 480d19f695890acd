"""Groups: who works together, who may come in, and what each may do there."""
