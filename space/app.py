"""The app: any Hub model through the whole pipeline, in a browser. `python space/app.py` starts it."""

from jobs import Desk
from settings import SpaceSettings


def main() -> None:
    """Start the app and leave it on."""
    from page import build, launch  # not by the worker processes, which read this file too

    settings = SpaceSettings.from_environment()
    if settings.zero_gpu:
        import gpu  # noqa: F401  its function has to be known when the app starts
    desk = Desk(settings)
    desk.sweep()
    try:
        launch(build(desk), desk)
    finally:
        desk.close()


if __name__ == "__main__":
    main()
