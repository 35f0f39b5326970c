"""One file a step kind; its `Handler` carries the kind out."""
