"""The embedded engine: tantivy, in this process and in one folder."""

from .engine import Tantivy

__all__ = ["Tantivy"]
