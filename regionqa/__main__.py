"""``python -m regionqa``: the command line."""

from regionqa.cli import main

if __name__ == "__main__":
    main()
