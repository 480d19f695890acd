"""The doors to the graph: HTTP and WebSocket."""
