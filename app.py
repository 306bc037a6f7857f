"""The entry: `streamlit run app.py`. Opens the doors, nothing else; the pages are in `ui/`."""

import streamlit as st

from ui import server
from ui.shared import loading

app = st.App(
    "ui/shell.py",
    routes=server.routes(),
    middleware=server.middleware(loading.settings()),
    on_script_error=server.show_bug,
    lifespan=server.lifespan,
)
