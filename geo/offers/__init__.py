"""What an offer is, how it is found and said: columns, sites, filters, facets, search, view, wording."""
