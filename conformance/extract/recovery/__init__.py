"""Own search for what can be recovered of a file that was being written when the power was cut."""
