"""What files are by their names, before anybody looks into them."""

# What a recorder's file may be called; `raw` too, so that a bare payload is refused by name and not overlooked.
RECORDINGS = (
    *(".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".mkv", ".webm", ".avi", ".asf", ".wmv", ".flv", ".dav"),
    *(
        ".mxf",
        ".insv",
        ".lrv",
        ".ts",
        ".m2ts",
        ".mts",
        ".m2t",
        ".ps",
        ".mpg",
        ".mpeg",
        ".vob",
        ".wav",
        ".mp3",
        ".aac",
        ".m4a",
    ),
    *(".h264", ".264", ".avc", ".h265", ".265", ".hevc", ".mjpeg", ".mjpg", ".raw"),
)
IMAGES = (".img", ".dd", ".001", ".e01", ".s01", ".ex01", ".qcow2", ".vmdk", ".vhd", ".vhdx", ".vdi")
# Programs and scripts of desktop systems, and what starts them when a card is put in
PROGRAMS = (
    *(".exe", ".com", ".pif", ".scr", ".cpl", ".msi", ".dll", ".sys", ".bat", ".cmd", ".ps1", ".reg", ".lnk"),
    *(".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".jar", ".py", ".pl", ".sh", ".elf", ".so", ".ko"),
    *(".apk", ".app", ".dmg", ".pkg", ".deb", ".rpm", ".run", ".desktop", "autorun.inf"),
)


def is_recording(name: str) -> bool:
    """True for a file that is called as recordings are."""
    return name.lower().endswith(RECORDINGS)
