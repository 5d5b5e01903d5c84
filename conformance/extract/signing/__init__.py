"""Signatures inside a stream: who vouches for which of its pictures."""
