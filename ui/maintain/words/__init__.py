"""The view "Words" of the room: words without a hit, and phrases that were added for them."""
