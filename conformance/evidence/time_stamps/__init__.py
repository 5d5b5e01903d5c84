"""Time stamps after RFC 3161, read and laid beside the files that they may be of."""
