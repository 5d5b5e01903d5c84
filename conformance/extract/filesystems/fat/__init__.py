"""What a FAT12, FAT16 or FAT32 volume says, and where it contradicts itself."""
