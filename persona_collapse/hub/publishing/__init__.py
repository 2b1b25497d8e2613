"""What this project has on the Hub, and pushing it there: datasets, modules, the app, results and requests."""

from persona_collapse.hub.publishing.contents import PARTS, USUAL, Repository, repositories
from persona_collapse.hub.publishing.package import Package, built_wheel, package_of, released
from persona_collapse.hub.publishing.proposing import propose
from persona_collapse.hub.publishing.pushing import Done, push

__all__ = [
    "PARTS",
    "USUAL",
    "Done",
    "Package",
    "Repository",
    "built_wheel",
    "package_of",
    "propose",
    "push",
    "released",
    "repositories",
]
