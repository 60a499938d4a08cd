"""What adtrail can be tried on without harm: the demo world. Imports nothing of the product."""
