"""Clients in JavaScript, as front ends take them from their registry."""
