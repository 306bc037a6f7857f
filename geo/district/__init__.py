"""What makes this district this district: cities, boundaries, taxonomy, sources."""
