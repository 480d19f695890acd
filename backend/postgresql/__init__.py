"""Django's PostgreSQL, whose connections are looked at before use without asking them."""
