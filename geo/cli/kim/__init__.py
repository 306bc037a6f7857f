"""`python -m geo kim`: count what advice teaches, see what may be told of it, follow topics, report capacity."""

import typer

from geo.cli.kim.counts import add, import_counts
from geo.cli.kim.example import example
from geo.cli.kim.handover import handover_app
from geo.cli.kim.steering import capacity_app, contact, forget, make_city_link_, publish
from geo.cli.kim.summary import summary
from geo.cli.kim.topic import topic_app

kim_app = typer.Typer(help="What advice teaches: counts of many, never a case.", no_args_is_help=True)
kim_app.command("add")(add)
kim_app.command("import")(import_counts)
kim_app.command("summary")(summary)
kim_app.command("publish")(publish)
kim_app.command("forget")(forget)
kim_app.command("contact")(contact)
kim_app.command("link")(make_city_link_)
kim_app.command("example")(example)
kim_app.add_typer(topic_app, name="topic")
kim_app.add_typer(handover_app, name="handover")
kim_app.add_typer(capacity_app, name="capacity")
