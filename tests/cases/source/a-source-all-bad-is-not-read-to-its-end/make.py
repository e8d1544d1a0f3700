#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Sixty thousand records of which none can be read, over two files."""
import pathlib

exports = pathlib.Path("exports")
exports.mkdir(exist_ok=True)
(exports / "clients.csv").write_text("Id;Nom;Depuis\nA;Alpha;2025-01-01\n", encoding="utf-8")
for month in ("08", "09"):
    (exports / f"mrr-{month}.csv").write_text("Client;Mois;MRR\n" + "A;demain;4,00\n" * 30000, encoding="utf-8")
