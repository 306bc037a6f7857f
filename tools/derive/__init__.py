"""The steps that turn the facts folder into the files of `data/`; started by `tools/derive_data.py`."""
