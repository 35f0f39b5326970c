"""`python -m bench [--quick] [--only PART,…]`: measure, print a table, write .leadhub/bench.json."""

import argparse
import signal
import sys
from pathlib import Path

from bench import parts, report, stand
from bench.parts import Found

RESULT = Path(".leadhub/bench.json")


def main() -> None:
    """Exit status 1 if a lead was lost or refused, whatever the figures are."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    wanted = _options()
    found = Found()
    with stand.running() as here:
        for part in wanted.only:
            parts.PARTS[part](here, found, wanted.seconds)
            print(f"{part} done", file=sys.stderr)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_bytes(report.as_json(found))
    print(report.table(found))
    sys.exit(bool(found.tally.lost or found.tally.failed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_const", const=3.0, default=8.0, dest="seconds", help="shorter loads")
    parser.add_argument("--only", type=_parts, default=parts.USUAL, help=f"of {','.join(parts.PARTS)}")
    return parser.parse_args()


def _parts(text: str) -> list[str]:
    asked = text.split(",")
    if unknown := set(asked) - parts.PARTS.keys():
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
    return [part for part in parts.PARTS if part in asked]


if __name__ == "__main__":
    main()
