"""Where and when files are measured: worker processes, their limits, and the store of facts."""
