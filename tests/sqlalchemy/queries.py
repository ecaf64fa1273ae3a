"""What does SQLAlchemy answer to the queries of its tutorial and of its guide to querying?

`python queries.py > answers.json`, with SQLAlchemy 2.0. Each query stands in `queries/` as a Python program writes it, and
beside it under the same name as a Rust program does; each is asked of a database of its own.
"""

import importlib
import inspect
import json
import pathlib
import sys
import textwrap

sys.dont_write_bytecode = True

from queries import QUERIES, Base, Row, Session, create_engine

HERE = pathlib.Path(__file__).parent
SECTIONS = [
    "selecting",
    "conditions",
    "joins",
    "groups",
    "subqueries",
    "relationships",
    "functions",
    "statements",
    "rows",
    "loading",
]


def plain(value):
    """As JSON has it; a row of a table as its table and key."""
    if isinstance(value, Base):
        return f"{value.__tablename__} {value.id}"
    if isinstance(value, (list, tuple, Row)):
        return [plain(part) for part in value]
    return value


def source(function):
    """The body, as it stands in this file."""
    lines = inspect.getsource(function).splitlines()
    return textwrap.dedent("\n".join(lines[2:]))


def answer(function):
    engine = create_engine("sqlite://")
    raw = engine.raw_connection()
    for script in (HERE / "../../fixtures/tutorial/schema.sql", HERE / "data.sql"):
        raw.executescript(script.read_text())
    raw.commit()
    with Session(engine) as session:
        return plain(function(session))


def main():
    for name in SECTIONS:
        importlib.import_module(f"queries.{name}")
    answers, title = [], None
    for entry in QUERIES:
        if isinstance(entry, str):
            title = entry
            continue
        answers.append(
            {
                "section": title,
                "name": entry.__name__,
                "python": source(entry),
                "answer": answer(entry),
            }
        )
    print(json.dumps(answers, indent=1, ensure_ascii=False))


main()
