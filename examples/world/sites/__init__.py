"""The four sites: one module each makes its pages from `DIR/sites/<site>.json`."""
