"""Logs of a device: which files they are, how they are written, and what stands in them."""
