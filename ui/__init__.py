"""The Streamlit pages and what they share; no computation lives here."""
