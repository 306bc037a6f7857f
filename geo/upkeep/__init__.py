"""Keeping offers true: roles, desk, proposals, work list, reminders, places, the first load."""
