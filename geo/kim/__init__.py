"""What advice teaches the district: needs, gaps of knowledge, breaking points, measures. Counts, never a case."""
