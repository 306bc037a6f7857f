"""Benchmarks beside a plain folium app, all in one run: `python -m bench`."""
