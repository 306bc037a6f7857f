"""Words of the search: those that nobody knows, counted, and phrases that were added to the shipped ones."""
