"""Hearing and speaking, behind small interfaces; nothing here is imported before somebody speaks."""
