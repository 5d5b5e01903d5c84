"""Facts -> measurements: pure arithmetic, one module a topic, no verdict."""
