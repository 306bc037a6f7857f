"""Serves the plain page with the same library routes as the real app, so that both are compared on equal terms."""

import streamlit as st
from starlette.routing import Mount

from ui import server

app = st.App(
    "plain_app.py",
    routes=[r for r in server.routes() if isinstance(r, Mount) and r.path.startswith("/vendor/")],
)
