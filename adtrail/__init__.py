"""The front door: one command `adtrail` that opens the rooms lazily, the clock, and the demo."""
