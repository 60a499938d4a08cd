"""From selectors and financial records to leads. Runs inside a bank: base dependencies, files, no network."""
