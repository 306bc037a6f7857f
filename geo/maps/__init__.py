"""Layers of a map as plain values, then folium: the only door to it."""
