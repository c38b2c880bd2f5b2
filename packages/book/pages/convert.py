"""Turns executed notebooks into the bodies of HTML pages through nbconvert; the other half of convert.ts.

Reads a job (JSON) from standard input: {"notebooks": [{"file", "folder"}], "templates", "result"}, where
`folder` is what relative pictures in the text are relative to, and writes the bodies, an array of strings,
to the file `result`.
"""

import json
import sys

import nbformat
from nbconvert.exporters.html import HTMLExporter
from traitlets.config import Config

job = json.load(sys.stdin)
config = Config()
config.NbConvertBase.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
]
exporter = HTMLExporter(
    config=config,
    template_name="ddr",
    extra_template_basedirs=[job["templates"]],
    embed_images=True,
    anchor_link_text="#",
)

bodies = []
for notebook in job["notebooks"]:
    with open(notebook["file"], encoding="utf-8") as file:
        content = nbformat.read(file, as_version=4)
    body, _ = exporter.from_notebook_node(content, {"metadata": {"path": notebook["folder"]}})
    bodies.append(body)

with open(job["result"], "w", encoding="utf-8") as file:
    json.dump(bodies, file)
