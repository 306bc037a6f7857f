"""The database as such: engine, migrations, backups, faults."""
