"""Reads the times and places of satellite receivers from data tracks, text tracks and boxes."""
