"""Reads the filmed reference clock."""
