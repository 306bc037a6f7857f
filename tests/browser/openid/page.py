"""Says who is here, and offers the sign-in at the provider as the page for editors does."""

import streamlit as st

from ui.entrance import who

st.text(f"role: {who.actor().role}")
if who.has_provider() and not st.user.is_logged_in:
    st.button("sign in", on_click=st.login)
if who.has_provider() and st.user.is_logged_in:
    st.button("sign out", on_click=st.logout)
