"""Finds a displayed pattern of cells in pictures and takes the light of its pairs."""
