"""Reports of a period: over time, by source, by hour of the week, by rep and by script version, and what it cost."""
