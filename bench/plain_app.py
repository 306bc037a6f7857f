"""The peer: the page an ordinary Streamlit project would write, with a folium `Marker` an offer in a `MarkerCluster`.

Only the addresses of the browser libraries differ from folium's own: they come from this server, as in the real app.
"""

import os

import folium
import pandas as pd
import streamlit as st
from folium.plugins import MarkerCluster
from streamlit_folium import st_folium

VENDOR = "../../vendor"
folium.Map.default_js = [
    ("leaflet", f"{VENDOR}/leaflet/leaflet.js"),
    ("jquery", f"{VENDOR}/jquery/jquery.min.js"),
]
folium.Map.default_css = [("leaflet_css", f"{VENDOR}/leaflet/leaflet.css")]
MarkerCluster.default_js = [("markerclusterjs", f"{VENDOR}/markercluster/leaflet.markercluster.js")]
MarkerCluster.default_css = [
    ("markerclustercss", f"{VENDOR}/markercluster/MarkerCluster.css"),
    ("markerclusterdefaultcss", f"{VENDOR}/markercluster/MarkerCluster.Default.css"),
]


@st.cache_data
def load_offers(path: str) -> pd.DataFrame:
    """Read the table once."""
    offers = pd.read_csv(path)
    offers["topics"] = offers["topics"].str.split(";")
    return offers


def chosen_topics(offers: pd.DataFrame) -> list[str]:
    """Let the visitor choose topics."""
    topics = sorted({topic for topics in offers["topics"] for topic in topics})
    return [topic for topic in topics if st.sidebar.checkbox(topic, key=f"topic_{topic}")]


def offers_map(offers: pd.DataFrame, bounds: list[list[float]]) -> folium.Map:
    """Make the map with all its markers."""
    found = folium.Map(tiles=None, maxZoom=18)
    found.fit_bounds(bounds)
    cluster = MarkerCluster().add_to(found)
    for row in offers.itertuples():
        folium.Marker([row.lat, row.lon], popup=row.title).add_to(cluster)
    return found


st.set_page_config(page_title="Angebote", layout="wide")
st.title("Angebote")
table = load_offers(os.environ["BENCH_PLAIN_TABLE"])
chosen = chosen_topics(table)
left = table[[not chosen or bool(set(topics) & set(chosen)) for topics in table["topics"]]]
st.write(f"{len(left)} Angebote")
corners = [[table["lat"].min(), table["lon"].min()], [table["lat"].max(), table["lon"].max()]]
st_folium(offers_map(left, corners), height=560, use_container_width=True, returned_objects=[])
st.dataframe(left[["title", "organization"]].head(20), hide_index=True)
