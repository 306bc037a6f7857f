"""Offers, their places and history in the database."""
