"""The engine: knows no single check and no single report."""

__version__ = "0.1.0"
