"""Attention: what a person keeps of threads for themselves: following, bookmarks, drafts."""
