"""How much of a bundle is held in memory at a time: what is larger is neither sealed nor read."""

MOST_ENVELOPE = 1 << 25  # bytes: some 50,000 files and as much evidence
MOST_RECORD = 1 << 25  # bytes: some 38,000 findings
MOST_REPORT = 1 << 26  # bytes of report.html, results.json, junit.xml and pictures.json, each
MOST_FACTS = 1 << 26  # bytes of one file of facts: some four hours of video
FACTS_PER_ITEM = 6  # bytes at least; there are some 15
_PER_ITEM = 16  # bytes at least in records, pictures and inventories; there are some 30


def is_crowded(text: bytes, per_item: int = _PER_ITEM) -> bool:
    """True for JSON with more items than a bundle's has for its size: an item takes 200 bytes of memory."""
    return text.count(b",") * per_item > len(text) + 1000
