"""Recordings and submissions with known truth and known defects, made from text recipes."""
