"""The decoded sound: its stamps, its silence and clipping, its beeps."""
