"""A planner's question and its answer: scenario, siting, figures, run file."""
