"""`python -m auditor.cli` is `auditor`."""

from auditor.cli import main

main()
