"""Reads the dates and times that stand in SEI messages, in KLV and in the tables of transport streams."""
