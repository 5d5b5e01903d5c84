"""Frozen values that flow between the layers; no behaviour that decides anything."""
