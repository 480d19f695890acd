"""The domain: who may do what, and what then is true."""
