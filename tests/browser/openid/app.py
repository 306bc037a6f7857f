"""The smallest app that signs people in: our own doors and headers, and a page that says who is here."""

import streamlit as st

from ui import server
from ui.shared import loading

app = st.App("page.py", routes=server.routes(), middleware=server.middleware(loading.settings()))
