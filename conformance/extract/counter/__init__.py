"""The frame counter in filmed pictures: where it is, and the light of which refreshes they hold."""
