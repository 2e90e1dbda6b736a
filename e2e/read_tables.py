"""Reads a workspace with the deltalake package: the tables are plain, and hold what the newest revision says.

Usage: python e2e/read_tables.py WORKSPACE
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet as parquet
from deltalake import DeltaTable

SCHEMAS = Path(__file__).parent.parent / "docs" / "schemas"


def newest(workspace: Path) -> dict:
    """The revision with the highest number."""
    files = [path for path in (workspace / "revisions").glob("*.json") if path.stem.isdigit()]
    assert files, f"{workspace} has no revision"
    return json.loads(max(files, key=lambda path: int(path.stem)).read_text(encoding="utf-8"))


def check(workspace: Path, name: str, pin: dict) -> int:
    """Compares one table with its pin and its published schema; returns its rows."""
    table = DeltaTable(str(workspace / "tables" / name), version=pin["version"])
    rows = table.to_pyarrow_table()
    assert rows.num_rows == pin["rows"], f"{name}: {rows.num_rows} rows, pinned are {pin['rows']}"
    published = SCHEMAS / f"{name}.json"
    if published.exists():
        schema = json.loads(published.read_text(encoding="utf-8"))
        columns = [field["name"] for field in schema["fields"]]
        assert rows.column_names == columns, f"{name}: {rows.column_names} instead of {columns}"
        for key in filter(None, [schema.get("primaryKey"), *schema.get("uniqueKeys", [])]):
            distinct = rows.select(key).group_by(key).aggregate([]).num_rows
            assert distinct == rows.num_rows, f"{name}: {rows.num_rows - distinct} rows repeat the key {key}"
    for path in table.file_uris():
        codec = parquet.ParquetFile(path.removeprefix("file://")).metadata.row_group(0).column(0).compression
        assert codec == "ZSTD", f"{path}: {codec}"
    return rows.num_rows


def main() -> None:
    workspace = Path(sys.argv[1])
    revision = newest(workspace)
    total = 0
    for name, pin in sorted(revision["tables"].items()):
        rows = check(workspace, name, pin)
        print(f"{name:20} {rows:>8} rows, version {pin['version']}")
        total += rows
    assert total > 0, "every table is empty"
    print(f"revision {revision['number']}: {len(revision['tables'])} tables, {total} rows")


if __name__ == "__main__":
    main()
