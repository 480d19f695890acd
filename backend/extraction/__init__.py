"""Extraction: the text of documents, read in a process of its own, which knows no Django."""
