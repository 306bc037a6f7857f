"""What advice teaches: tallies, handovers, capacity, structural topics, published quarters. Never a case."""
