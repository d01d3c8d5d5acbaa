"""Does the evidence carry a claim? Names, numbers, directions, negations, roles, and nothing beyond.

Pure and deterministic, without a language model: `verify(claim, proofs, names)` gives what is wrong.
"""

from app.verify.names import Names
from app.verify.records import Problem, Proof
from app.verify.verifier import verify

__all__ = ["Names", "Problem", "Proof", "verify"]
