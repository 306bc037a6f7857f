"""Files of others come in, ours go out."""
