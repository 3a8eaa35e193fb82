"""The rules of a home visit, pure: no clock, no database, no page.

Every time is an aware UTC datetime handed in by the caller (`_at`), every day a date (`_on`).
"""
