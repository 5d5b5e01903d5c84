"""Submission folder -> recordings, statement and attestations; the only opener of submissions."""
