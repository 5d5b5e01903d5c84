"""Offsets from UTC as `submission.yaml` writes them."""


def minutes_east(zone: str) -> int:
    """`+08:00` as min east of UTC; the text was checked when it was read."""
    hours, minutes = zone[1:].split(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if zone.startswith("-") else 1)
