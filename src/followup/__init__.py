"""A follow-up planner for people who look for a job."""

__version__ = "0.1.0"
