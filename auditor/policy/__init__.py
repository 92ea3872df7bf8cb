"""Policy: which criteria are asked, by which law, within which limits. Data is in `config/`."""

from auditor.policy.folder import config_folder
from auditor.policy.law import basis_on, cite
from auditor.policy.load import load_policy
from auditor.policy.model import Band, BasisRef, Criterion, Law, Policy, criteria_on
from auditor.policy.terms import load_words

__all__ = [
    "Band",
    "BasisRef",
    "Criterion",
    "Law",
    "Policy",
    "basis_on",
    "cite",
    "config_folder",
    "criteria_on",
    "load_policy",
    "load_words",
]
