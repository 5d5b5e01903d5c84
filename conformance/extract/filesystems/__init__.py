"""What FAT, exFAT, NTFS and ext4 say of files."""
