"""Own walks over containers that are no ISO BMFF: whether their elements hold together and lie inside the file."""
