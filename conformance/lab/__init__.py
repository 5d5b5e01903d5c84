"""The lab's side of a test: what to record, to film and to witness before anything can be judged."""
