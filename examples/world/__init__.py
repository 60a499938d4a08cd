"""The demo world: four made-up sites and two made-up banks. Imports nothing of the product; see examples/README.md."""
