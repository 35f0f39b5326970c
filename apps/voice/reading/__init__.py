"""What a reply means: rules or a language model, and both give the same `Reading`."""
