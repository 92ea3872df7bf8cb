"""The tables of the inventory, as data: a new table is a declaration here and texts in the catalogue."""

from auditor.inventory.columns.model import Column, Kind, Table, header_word
from auditor.inventory.columns.offices import CAMERAS, COUNTERS, OFFICES, RECORDERS, ZONES
from auditor.inventory.columns.staff import LEAVE, STAFF
from auditor.inventory.columns.units import COMMUNES, PROCEDURES

TABLES = (COMMUNES, PROCEDURES, OFFICES, COUNTERS, ZONES, RECORDERS, CAMERAS, STAFF, LEAVE)

__all__ = [
    "CAMERAS",
    "COMMUNES",
    "COUNTERS",
    "LEAVE",
    "OFFICES",
    "PROCEDURES",
    "RECORDERS",
    "STAFF",
    "TABLES",
    "ZONES",
    "Column",
    "Kind",
    "Table",
    "header_word",
]
