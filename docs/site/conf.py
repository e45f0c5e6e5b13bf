"""Sphinx configuration of the documentation site: `make docs`.

The source is the repository, so that pages link to reports, proofs and examples as they do in a checkout. Nothing is
fetched when the site is read: the theme's files are copied, formulas are MathML, search is an index in the site itself.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))  # the extensions beside this file
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # notebooks call `toytheory`
PROFILE = ROOT / "docs" / "_build" / "ipython" / "profile_default"  # of the notebooks; the user's own is left alone
(PROFILE / "startup").mkdir(parents=True, exist_ok=True)
(PROFILE / "startup" / "00-site.py").write_text((HERE / "kernel.py").read_text())
(PROFILE / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40\nc.HistoryManager.enabled = False\n")
os.environ |= {"IPYTHONDIR": str(PROFILE.parent), "TOYTHEORY_TOP": str(ROOT)}
os.environ |= {"NO_COLOR": "1", "COLUMNS": "100", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
warnings.filterwarnings("ignore", category=DeprecationWarning)

project = "toytheory"
author = "The toytheory developers"
copyright = author
root_doc = "docs/index"
include_patterns = [
    "docs/**",
    "reports/*.md",
    "reports/figures/README.md",
    "proofs/README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
]
exclude_patterns = ["docs/site/**", "docs/_build/**", "docs/README.md", "**.ipynb_checkpoints"]
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "mathml",
    "outputs",
    "generated",
    "lexer",
    "links",
]

html_theme = "furo"
html_title = "toytheory"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["root"]
html_copy_source = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "default"
pygments_dark_style = "github-dark"

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_dmath_allow_labels = False
myst_heading_anchors = 4
myst_links_external_new_tab = False
nitpicky = False

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_kernel_rgx_aliases = {".*": "python3"}

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_type_aliases = {name: name for name in ("ArrayLike", "Matrix", "Floats", "Integers", "Complex")}
autodoc_default_options = {"members": True, "show-inheritance": True}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
default_role = "code"
add_module_names = False
toc_object_entries = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
