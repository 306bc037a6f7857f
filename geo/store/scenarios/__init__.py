"""Scenarios that somebody signed in saved by name."""
