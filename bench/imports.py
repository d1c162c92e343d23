"""The import of past requests against floor (d): a bare bulk insert of the same rows into the same tables."""
