"""The checks as pytest items, one a case, and the ways to run them."""
