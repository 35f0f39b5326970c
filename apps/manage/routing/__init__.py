"""The back office's screens of routing: rules, their versions, trials of them, teams, reps and hours."""
