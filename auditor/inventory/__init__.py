"""Communes, what they have and what they must publish, from tables as offices keep them."""

from auditor.inventory.load import Inventory, load_inventory

__all__ = ["Inventory", "load_inventory"]
