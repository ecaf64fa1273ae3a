PRAGMA foreign_keys = OFF;
CREATE TABLE groups (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES groups (id));
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, grp INTEGER REFERENCES groups (id), boss INTEGER REFERENCES users (id));
CREATE UNIQUE INDEX users_name ON users (name);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id));
BEGIN;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, grp INTEGER REFERENCES groups (id), boss INTEGER REFERENCES users (id));
INSERT INTO new_users SELECT id, name, grp, boss FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE UNIQUE INDEX users_name ON users (name, grp);
COMMIT;
-- The other way round: foreign keys follow the old table, and lead nowhere when it goes.
ALTER TABLE groups RENAME TO old_groups;
CREATE TABLE groups (id INTEGER PRIMARY KEY);
