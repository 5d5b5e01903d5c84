"""Two runs compared, and what changed each verdict proved by judging the kept facts again."""
