"""The page "KIM": counting what advice teaches, what the district sees of it, and what becomes of it."""
