"""How much of a bundle is held in memory at a time: what is larger is neither sealed nor read."""

MOST_ENVELOPE = 1 << 25  # bytes: some 50,000 files and as much evidence
MOST_RECORD = 1 << 25  # bytes: some 38,000 findings
MOST_REPORT = 1 << 26  # bytes of report.html, results.json, junit.xml and pictures.json, each
MOST_FACTS = 1 << 26  # bytes of one file of facts: some four hours of video
FACTS_PER_ITEM = 6  # bytes at least; there are some 15
_PER_ITEM = 16  # bytes at least in records, pictures and inventories; there are some 30
MOST_MEMORY = 430_000_000  # bytes that a text may take once it is read; 64 MiB of facts of video come to 420 MB
# bytes of memory by byte of text, as measured (CPython 3.11): the text twice, objects, rows, items, strings and keys
_TEXT, _COSTS = 2, ((b"{", 260), (b"[", 130), (b",", 40), (b'"', 15))


def is_crowded(text: bytes, per_item: int = _PER_ITEM) -> bool:
    """True for JSON with more items than a bundle's has for its size, or than memory has room for."""
    if text.count(b",") * per_item > len(text) + 1000:
        return True
    return memory_of(text) > MOST_MEMORY


def memory_of(text: bytes) -> int:
    """Bytes of memory that JSON takes while it is read, as a bound."""
    return _TEXT * len(text) + sum(text.count(mark) * cost for mark, cost in _COSTS)
