"""Who gets there: speeds, ways, supply, measures, intervals, gaps, equity."""
