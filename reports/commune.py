"""The communes' own pages alone: what is handed to each of them."""

from auditor.contract import Audience, Format
from reports import html

FORMAT = Format(id="commune", render=html.pages, audience=Audience.COMMUNE)
