"""A run for other programs; each format in a module of its own, and none turns an open question into a pass."""
