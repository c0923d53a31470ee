"""Reads a JobSet into its types and writes it again: what the types do not know is not there any more."""

import json
import sys

from kubeflow_trainer_api.models.jobset_v1alpha2_job_set import JobsetV1alpha2JobSet


def changed(given, taken, at="JobSet"):
    if isinstance(given, dict) and isinstance(taken, dict):
        for key, value in given.items():
            if key in taken:
                yield from changed(value, taken[key], f"{at}.{key}")
            else:
                yield f"{at}.{key} is not known"
    elif isinstance(given, list) and isinstance(taken, list) and len(given) == len(taken):
        for index, pair in enumerate(zip(given, taken)):
            yield from changed(*pair, f"{at}[{index}]")
    elif given != taken:
        yield f"{at} is {given!r}, and was read as {taken!r}"


with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
problems = list(changed(given, JobsetV1alpha2JobSet.from_dict(given).to_dict()))
if problems:
    sys.exit("\n".join(problems))
