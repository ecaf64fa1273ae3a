CREATE TABLE people (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    height INTEGER NOT NULL,
    weight INTEGER,
    home   TEXT NOT NULL,
    work   TEXT,
    mood   TEXT NOT NULL CHECK (mood IN ('so-so', 'fine')),
    secret TEXT
);
CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE members (
    person_id INTEGER NOT NULL REFERENCES people (id),
    group_id  INTEGER NOT NULL REFERENCES groups (id),
    PRIMARY KEY (person_id, group_id)
);
