"""Who lives where: cells and grids of people, small numbers, places made of cells."""
