"""A contract for import-linter: other features are imported as packages, not into their files."""

from dataclasses import dataclass

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils


@dataclass(frozen=True)
class Trespass:
    """An import into another feature's inside, with the lines it stands on."""

    importer: str
    imported: str
    lines: tuple[int | None, ...]


class FeatureDoors(Contract):
    """No module imports a module inside a feature it is not part of.

    A feature is each package in ``root`` that is not in ``shared``. The modules in ``entrances``
    put the service together and may go everywhere.
    """

    type_name = "doors"

    root = fields.StringField()
    shared = fields.SetField(subfield=fields.StringField())
    entrances = fields.SetField(subfield=fields.StringField())
    broken_contract_guidance = fields.TextField(required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Whether the graph keeps the contract; the metadata holds each trespass."""
        features = sorted(
            child
            for child in graph.find_children(self.root)
            if graph.find_children(child) and child.rpartition(".")[2] not in self.shared
        )
        trespasses = [
            Trespass(
                importer,
                imported,
                tuple(
                    detail["line_number"]
                    for detail in graph.get_import_details(importer=importer, imported=imported)
                ),
            )
            for feature in features
            for imported in sorted(graph.find_descendants(feature))
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _within(importer, {feature, *self.entrances})
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each trespass and what to do."""
        for trespass in check.metadata["trespasses"]:
            lines = ", ".join(str(line) for line in trespass.lines)
            output.print_error(f"- {trespass.importer} -> {trespass.imported} (l.{lines})")
        output.new_line()
        contract_utils.render_broken_contract_guidance(self.broken_contract_guidance)


def _within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
