#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The raw exports of a public sample company, which nobody here wrote, become reviews of 25 accounts.

The files are read where they lie: RELIURE_REAL_DATA, or ../shared/data beside the project.
"""
import csv
import datetime as dt
import os
import pathlib
import subprocess

from support import ROOT, Scratch, check, outcomes, pdf_pages, pdf_text, skip

DATA = pathlib.Path(os.environ.get("RELIURE_REAL_DATA", ROOT.parent / "shared" / "data")) / "ravenstack"

WORKSPACE = """\
name: RavenStack
locale: en
time_zone: UTC
currency: USD
as_of: 2024-12-31
sources:
  accounts:
    file: {data}/accounts.csv
    table: accounts
    columns:
      id: account_id
      name: account_name
      industry: industry
      country: country
      signed_up_on: signup_date
      plan: plan_tier
      segment: plan_tier
      licensed_users: seats
  subscriptions:
    file: {data}/subscriptions.csv
    table: subscriptions
    columns:
      id: subscription_id
      account: account_id
      plan: plan_tier
      seats: seats
      mrr: mrr_amount
      started_on: start_date
      ended_on: end_date
      is_trial: is_trial
  usage:
    file: {data}/feature_usage.csv
    table: usage
    columns:
      at: usage_date
      event: {{const: action}}
      quantity: usage_count
    join: {{column: account, from: subscription_id, to: subscriptions.id}}
  features:
    file: {data}/feature_usage.csv
    table: feature_usage
    columns:
      at: usage_date
      feature: feature_name
      quantity: usage_count
    join: {{column: account, from: subscription_id, to: subscriptions.id}}
  tickets:
    file: {data}/support_tickets.csv
    table: tickets
    columns:
      id: ticket_id
      account: account_id
      priority: priority
      opened_at: submitted_at
      solved_at: closed_at
      satisfaction: satisfaction_score
"""

PROGRAM = """\
name: qbr
kind: qbr
period: quarter
each: account
editions: [client]
formats: [pdf, xlsx]
output: "{account.id}/QBR"
"""


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    if not DATA.is_dir():
        skip(f"the public sample {DATA} is not on this machine")
    accounts = rows("accounts.csv")
    chosen = accounts[::20][:25]
    with Scratch() as scratch:
        workspace = scratch.folder / "ravenstack"
        (workspace / "programs").mkdir(parents=True)
        (workspace / "reliure.yaml").write_text(WORKSPACE.format(data=DATA), encoding="utf-8")
        (workspace / "programs" / "qbr.yaml").write_text(PROGRAM, encoding="utf-8")
        selection = [arg for account in chosen for arg in ("--account", account["account_id"])]
        scratch.run(workspace, "build", "qbr", "--period", "2024-Q4", *selection)
        drop = workspace / "out" / "2024-Q4"
        made = outcomes(drop)
        check(len(made) == 2 * len(chosen), f"{len(chosen)} accounts give a PDF and a workbook each, not {len(made)} files")
        check(set(made.values()) == {"made"}, f"every document is made: {made}")
        for account in chosen:
            check_review(drop / account["account_id"] / "QBR.pdf", account)
        copies = os.environ.get("RELIURE_KEEP")
        if copies:
            subprocess.run(["cp", "-r", str(drop), copies], check=True)


def check_review(path, account):
    """The figures a reader can count in the raw files: name, MRR of the quarter's last day."""
    text = pdf_text(path)
    check(account["account_name"] in text, f"{path} names its account {account['account_name']}")
    check(3 <= pdf_pages(path) <= 12, f"{path} has {pdf_pages(path)} pages")
    last = dt.date(2024, 12, 31)
    mrr = sum(int(s["mrr_amount"]) for s in rows_of(account["account_id"])
              if s["is_trial"] == "False" and dt.date.fromisoformat(s["start_date"]) <= last
              and (not s["end_date"] or dt.date.fromisoformat(s["end_date"]) > last))
    printed = f"{mrr:,}"
    check(printed in text.replace("\u202f", ",").replace("\u00a0", ","), f"{path} prints the recurring revenue {printed} of the last day")


SUBSCRIPTIONS = {}


def rows_of(account):
    if not SUBSCRIPTIONS:
        for row in rows("subscriptions.csv"):
            SUBSCRIPTIONS.setdefault(row["account_id"], []).append(row)
    return SUBSCRIPTIONS.get(account, [])


if __name__ == "__main__":
    main()
