"""Steps, the promised side effects: plan, dispatch, execute, progress, sweep, reconcile."""
