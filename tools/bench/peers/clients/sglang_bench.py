"""SGLang's client in Rust, as its wheel ships it: the extension module alone, without importing SGLang and what it needs."""

import glob
import importlib.machinery
import importlib.util
import os
import sys
import sysconfig

pattern = os.path.join(sysconfig.get_paths()["purelib"], "sglang", "srt", "rust_extensions", "_bench*.so")
found = glob.glob(pattern)
if not found:
    sys.exit("this wheel of sglang holds no _bench module: " + pattern)
loader = importlib.machinery.ExtensionFileLoader("_bench", found[0])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("_bench", loader))
loader.exec_module(module)
# What it returns is the result, as text.
module.run_argv(["sglang-bench", *sys.argv[1:]])
