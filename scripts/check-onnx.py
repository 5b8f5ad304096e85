"""Asks ONNX's own checker about each model in a folder: is it valid, and do the shapes it says agree with those that follow from its operators?

    python3 scripts/check-onnx.py FOLDER

Needs the Python package onnx (Debian: python3-onnx). `npm run onnx-check` writes the models and calls this.
"""

import pathlib
import sys

import onnx
import onnx.checker
import onnx.shape_inference


def problem(path):
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except Exception as error:  # whatever the checker says
        return str(error).strip().replace("\n", " ")[:500]
    return None


paths = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
problems = [(path.name, said) for path in paths if (said := problem(path)) is not None]
for name, said in problems:
    print(f"{name}: {said}")
print(f"onnx {onnx.__version__}: {len(paths) - len(problems)} models are valid, {len(problems)} are not")
sys.exit(1 if problems or not paths else 0)
