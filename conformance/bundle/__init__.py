"""A run sealed in one file: what it came to, what that rests on, and a signature; and whether all of that holds."""
