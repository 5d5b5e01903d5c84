"""Time stamps after RFC 3161: whether they hold, of what they are, and whether their authority is trusted."""
