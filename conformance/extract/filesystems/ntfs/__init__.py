"""What the NTFS file system says of its volume, its folders and its files."""
