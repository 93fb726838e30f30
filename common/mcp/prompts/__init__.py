"""MCP prompts, one per file, declared as ``PROMPT``."""
