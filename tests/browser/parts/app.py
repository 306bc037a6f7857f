"""The smallest app that shows parts of maintaining: our own doors and headers, and a page with the parts."""

import streamlit as st

from ui import server, session

app = st.App("page.py", routes=server.routes(), middleware=server.middleware(session.settings()))
