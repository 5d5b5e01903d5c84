"""How many hours a storage holds: what fits into it, at which rate."""
