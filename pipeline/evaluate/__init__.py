"""Scores against gold standards: mentions, claims, concept ids, and event corpora of others."""

from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.faults import fault_figures
from pipeline.evaluate.figures import Figure
from pipeline.evaluate.gold import gold_records

__all__ = ["Evaluation", "Figure", "fault_figures", "gold_records"]
