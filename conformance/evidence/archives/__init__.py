"""Archive -> folder: what a vendor packed, unpacked without trusting it."""
