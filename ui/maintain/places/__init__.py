"""Addresses to mend, on the page Maintain."""
