"""`python -m persona_collapse` is the command `persona-collapse`."""

from persona_collapse.cli import main

if __name__ == "__main__":
    main()
