#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/first-template.md, followed to the letter: every command succeeds, and says what the page says it does."""
from first_hour_test import follow_page

if __name__ == "__main__":
    follow_page("first-template.md")
