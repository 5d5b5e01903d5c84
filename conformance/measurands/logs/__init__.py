"""What the logs of a device show."""
