"""Files taken in, on the page Maintain."""
