"""The claims of "The Chameleon's Limit" (arXiv 2604.24698), recomputed where possible, each with a verdict."""

from persona_collapse.replication.claims import CLAIMS
from persona_collapse.replication.findings_page import document, to_json
from persona_collapse.replication.record import Claim, Finding, Numbers, Released, Verdict, VerdictWord
from persona_collapse.replication.run import replicate

__all__ = [
    "CLAIMS",
    "Claim",
    "Finding",
    "Numbers",
    "Released",
    "Verdict",
    "VerdictWord",
    "document",
    "replicate",
    "to_json",
]
