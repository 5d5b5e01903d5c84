"""Content credentials (C2PA): where a file carries them, what they say of it, and whose certificates they bring."""
