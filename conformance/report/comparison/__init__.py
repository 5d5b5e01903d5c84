"""What is said of several runs together: two compared, and all runs of a folder."""
