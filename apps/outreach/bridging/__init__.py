"""Reps on the line: who is rung for a lead, who accepts, and what the two can do then."""
