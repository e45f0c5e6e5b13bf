"""What every notebook of the site begins with: the top of the repository, and `%%sh` without colours.

IPython's own `%%sh` passes output on in pieces as they come, which would not be the same every time.
"""

import os
import subprocess

from IPython import get_ipython

os.chdir(os.environ["TOYTHEORY_TOP"])
for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
    os.environ.pop(name, None)


def sh(line: str, cell: str) -> None:
    """Run the cell in bash; an exit code other than 0 is an error."""
    done = subprocess.run(
        ["bash", "-c", cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    told = [row.rstrip() for row in done.stdout.splitlines() if not row.endswith(" ...")]  # progress, on slow machines
    print("\n".join(told))
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}")


get_ipython().register_magic_function(sh, "cell")
del sh
