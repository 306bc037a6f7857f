"""The page Maintain."""
