"""Mentions and claims against a gold standard in the format of docs/annotate.md.

usage: accuracy.py GOLD.jsonl --scorer score_claims.py [--errors FILE]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--errors", type=Path, help="write missed and wrong claims here; of training records only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        subprocess.run([sys.executable, "-m", "pipeline", "annotate", options.gold, "-o", predicted], check=True)
        call = [sys.executable, options.scorer, options.gold, predicted]
        call += ["--errors", options.errors] if options.errors else []
        return subprocess.run(call, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
