"""Importers: boundaries, streets, addresses, past requests."""
