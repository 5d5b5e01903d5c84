"""One pass over a file -> facts; the only home of PyAV and MediaInfo."""
