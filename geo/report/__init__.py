"""Reports to take along: slides as PPTX, slides and city sheets as PDF."""
