"""Attendance files of eight layouts, each known by its header."""
