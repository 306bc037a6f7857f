"""Take offers from elsewhere in: gather (read, map columns), decide (a plan), apply (one batch, all or nothing)."""

from geo.exchange.importing.apply import apply_plan, known_offers
from geo.exchange.importing.corrections import Asked, asked_cells, corrected, corrected_file
from geo.exchange.importing.gather import Workbench
from geo.exchange.importing.messages import Messages
from geo.exchange.importing.plan import NEW, FieldChange, ImportPlan, Known, Planned, Unclear, plan_import
from geo.exchange.importing.within import within_cities

__all__ = [
    "NEW",
    "Asked",
    "FieldChange",
    "ImportPlan",
    "Known",
    "Messages",
    "Planned",
    "Unclear",
    "Workbench",
    "apply_plan",
    "asked_cells",
    "corrected",
    "corrected_file",
    "known_offers",
    "plan_import",
    "within_cities",
]
