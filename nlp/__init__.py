"""From texts to selectors and indicators: fold, extract, compare. Also usable as spaCy components."""
