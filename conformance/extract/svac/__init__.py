"""SVAC streams as far as their authentication goes: units told apart and hashed, no picture decoded."""
