"""The engine that grows: Elasticsearch, out of this process and shared by all."""
