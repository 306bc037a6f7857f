"""What a meeting sees: scorecard, deck, slides, charts, reports."""
