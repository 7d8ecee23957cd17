"""Look up the known vulnerabilities of what is installed in an environment: `python3 .ci/audit.py PYTHON_OF_THE_ENVIRONMENT`.

Exit 1 if a version with a known vulnerability is installed and a mended one is released. Where pip-audit, or the service that it asks,
can't be had, that is said and the exit code is 0: a check that could not run is no reason to hold a change back, nor a clean bill.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

INSTALL, ASK, ANSWER = 120, 120, 10  # seconds


def main(python: str) -> int:
    """Return the exit code for the environment of a Python."""
    with tempfile.TemporaryDirectory() as folder:
        own, report = Path(folder, "venv"), Path(folder, "report.json")
        try:
            subprocess.run([sys.executable, "-m", "venv", own], check=True, timeout=INSTALL)
            subprocess.run(
                [own / "bin/pip", "install", "-q", "pip-audit"],
                check=True,
                timeout=INSTALL,
                capture_output=True,
            )
            where = subprocess.run(
                [python, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                check=True,
                timeout=ANSWER,
                capture_output=True,
                text=True,
            ).stdout.strip()
            words = [
                "--progress-spinner=off",
                f"--timeout={ANSWER}",
                "--format=json",
                f"--output={report}",
                f"--path={where}",
            ]
            subprocess.run([own / "bin/pip-audit", *words], check=False, timeout=ASK, capture_output=True)
            libraries = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
            print(f"nothing was audited: pip-audit or its service can't be had here ({type(error).__name__})")
            return 0
    # our own distribution is on no index
    libraries = [each for each in libraries if each["name"] != "litreview-evidence"]
    audited = [each for each in libraries if "skip_reason" not in each]
    faults = [(each, one) for each in audited for one in each["vulns"]]
    for each, one in faults:
        print(
            f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        )
    print(
        f"{len(audited)} of {len(libraries)} libraries audited, {len(faults)} known vulnerabilities", end=""
    )
    print("" if len(audited) == len(libraries) else "; the others could not be looked up from here")
    return int(any(one["fix_versions"] for _, one in faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
