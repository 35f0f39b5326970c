"""When a lead that did not answer is tried again: the ladder, its planner, and both in plain words. All of it pure."""
