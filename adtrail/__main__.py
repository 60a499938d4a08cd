"""`python -m adtrail`."""

from adtrail.cli import main

main()
