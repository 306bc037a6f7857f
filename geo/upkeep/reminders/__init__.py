"""Mails that ask an organisation whether its offers are still right: whom to write, what, how it leaves, the answer."""

from geo.upkeep.reminders.answers import ANSWERS, asked_offers, take_answer
from geo.upkeep.reminders.due import AGAIN_AFTER_DAYS, OLDER_THAN_DAYS, Due, Skipped, plan
from geo.upkeep.reminders.letters import Letter, compose, preview
from geo.upkeep.reminders.sending import SendReport, send_all

__all__ = [
    "AGAIN_AFTER_DAYS",
    "ANSWERS",
    "OLDER_THAN_DAYS",
    "Due",
    "Letter",
    "SendReport",
    "Skipped",
    "asked_offers",
    "compose",
    "plan",
    "preview",
    "send_all",
    "take_answer",
]
