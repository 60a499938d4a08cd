"""The archive: append-only segments of evidence. What was fetched (WARC), the posts read from it, and a manifest."""
