"""How fast the ledger works, measured on ledgers of its own. Run by `manage.py bench`."""
