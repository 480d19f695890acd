"""graphql-core's own tests, asked of our executor: its letter of the specification, and ours."""
