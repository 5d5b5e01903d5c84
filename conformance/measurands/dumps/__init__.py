"""What is measured on an image of a storage: its file systems, and the files in their folders."""
