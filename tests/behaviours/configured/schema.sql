-- The tables of behaviours that ormgen.toml chooses, each of them for a few.

-- Orphans, in an order, with rows that go along.
CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE boxes (
    id       INTEGER PRIMARY KEY,
    shelf_id INTEGER REFERENCES shelves (id),
    label    TEXT NOT NULL
);
CREATE TABLE items (
    id     INTEGER PRIMARY KEY,
    box_id INTEGER NOT NULL REFERENCES boxes (id),
    name   TEXT NOT NULL
);
CREATE TABLE labels (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE shelf_labels (
    shelf_id INTEGER NOT NULL REFERENCES shelves (id),
    label_id INTEGER NOT NULL REFERENCES labels (id),
    PRIMARY KEY (shelf_id, label_id)
);

-- One to one, where the partner that gives way is an orphan, and may be referred to.
CREATE TABLE jacks (id INTEGER PRIMARY KEY, number TEXT);
CREATE TABLE ports (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    jack_id INTEGER UNIQUE REFERENCES jacks (id)
);
CREATE TABLE plugs (
    id      INTEGER PRIMARY KEY,
    port_id INTEGER NOT NULL REFERENCES ports (id)
);

-- One to one by what the options say alone: the database may have several.
CREATE TABLE owners (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE badges (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER REFERENCES owners (id)
);

-- Between two tables, with data of its own.
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE roles (
    person_id INTEGER NOT NULL REFERENCES people (id),
    task_id   INTEGER NOT NULL REFERENCES tasks (id),
    title     TEXT NOT NULL,
    PRIMARY KEY (person_id, task_id)
);

-- A tree that goes with its root.
CREATE TABLE nodes (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES nodes (id),
    data      TEXT NOT NULL
);

-- Circles: two keys from one table, and two keys inside one.
CREATE TABLE teams (
    id         INTEGER PRIMARY KEY,
    captain_id INTEGER REFERENCES players (id),
    keeper_id  INTEGER REFERENCES players (id)
);
CREATE TABLE players (
    id      INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    name    TEXT NOT NULL
);
CREATE TABLE frames (
    id          INTEGER PRIMARY KEY,
    previous_id INTEGER REFERENCES frames (id),
    next_id     INTEGER REFERENCES frames (id)
);

-- Changes that are counted.
CREATE TABLE lists (
    id      INTEGER PRIMARY KEY,
    title   TEXT NOT NULL,
    changes INTEGER NOT NULL
);
CREATE TABLE entries (
    id      INTEGER PRIMARY KEY,
    list_id INTEGER REFERENCES lists (id),
    text    TEXT NOT NULL
);

-- A natural key with a partner that has the same.
CREATE TABLE accounts (username TEXT NOT NULL PRIMARY KEY, fullname TEXT);
CREATE TABLE licences (
    username TEXT NOT NULL PRIMARY KEY REFERENCES accounts (username),
    number   INTEGER NOT NULL
);

-- A foreign key by which nothing is written.
CREATE TABLE anchors (
    id      INTEGER PRIMARY KEY,
    zone_id INTEGER REFERENCES zones (id)
);
CREATE TABLE zones (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- A type of the program's own.
CREATE TABLE samples (
    id      INTEGER PRIMARY KEY,
    reading TEXT NOT NULL,
    note    TEXT
);
