"""The app: any Hub model through the whole pipeline, in a browser. `python space/app.py` starts it."""

import sys
from pathlib import Path

if not __package__:  # started as a file, with this folder on the path where the one above belongs
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from space.desk.jobs import Desk
from space.settings import SpaceSettings


def main() -> None:
    """Start the app and leave it on."""
    from space.page.layout import build  # not by the worker processes, which read this file too
    from space.page.serving import launch

    settings = SpaceSettings.from_environment()
    if settings.zero_gpu:
        from space.asking import gpu  # noqa: F401  its function has to be known when the app starts
    desk = Desk(settings)
    desk.sweep()
    try:
        desk.ready()
        launch(build(desk), desk)
    finally:
        desk.close()


if __name__ == "__main__":
    main()
