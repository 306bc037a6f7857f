"""Accounts, links, sessions and proposals in the database."""
