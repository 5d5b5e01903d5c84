"""`report.html`: what of a run people look at, arranged, put into words, and printed."""
