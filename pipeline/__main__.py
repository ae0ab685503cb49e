"""`python -m pipeline` is `secretome`."""

from pipeline.cli import main

main()
