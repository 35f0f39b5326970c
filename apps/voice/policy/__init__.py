"""What the agent says next, and why: plain values in, plain values out; no audio, no network, no database."""
