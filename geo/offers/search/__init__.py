"""Free text: words, their synonyms and slips, and the index of the offers."""
