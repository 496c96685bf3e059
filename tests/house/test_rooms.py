"""The house: rooms that one finds, and one name for one thing."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "netpoint_stp"
_MOST_MODULES = 15


def test_no_folder_holds_more_modules_than_one_can_look_over() -> None:
    """Fifteen modules, beside the face of the folder."""
    held = {folder: [*folder.glob("*.py")] for folder in SOURCE.rglob("*") if folder.is_dir()}
    crowded = {str(folder.relative_to(SOURCE)): len(modules) - 1 for folder, modules in held.items() if modules}

    assert {folder: count for folder, count in crowded.items() if count > _MOST_MODULES} == {}


def test_a_class_name_means_one_thing() -> None:
    """A public name of a class stands in one module, so that whoever reads it need not ask which one is meant."""
    homes = defaultdict(list)
    for module in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(module.relative_to(SOURCE)))

    assert len(homes) > 400
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}
