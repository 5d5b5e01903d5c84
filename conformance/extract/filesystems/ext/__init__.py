"""What ext2, ext3 and ext4 say of files, and where they contradict themselves."""
