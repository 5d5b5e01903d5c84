"""What sound is timed by in pictures: flashes, and the pattern of av-drift-detector."""
