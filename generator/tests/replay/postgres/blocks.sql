-- What DO blocks do once: plainly, under an IF, before a handler, and in a string.
CREATE TABLE books (id int PRIMARY KEY);
DO $$ BEGIN ALTER TABLE books ADD COLUMN title text; END $$;
DO $$ BEGIN
    CREATE TYPE mood AS ENUM ('sad', 'happy');
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
DO $$ BEGIN
    CREATE TYPE mood AS ENUM ('sad', 'happy');
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
CREATE TABLE authors (id int PRIMARY KEY, mood mood NOT NULL);
DO $x$
DECLARE
    one record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = CASE WHEN true THEN 'pens' ELSE 'ink' END) THEN
        CREATE TABLE pens (id serial PRIMARY KEY, author_id int);
        CREATE UNIQUE INDEX ON pens (author_id);
    END IF;
    FOR one IN SELECT 1 LOOP
        PERFORM 2;
    END LOOP;
    ALTER TABLE pens ADD CONSTRAINT pens_author FOREIGN KEY (author_id) REFERENCES authors (id);
    EXECUTE 'ALTER TABLE pens ADD COLUMN colour text NOT NULL DEFAULT ''blue''';
    IF EXISTS (SELECT FROM information_schema.columns WHERE column_name = 'nothing') THEN
        ALTER TABLE pens RENAME COLUMN nothing TO something;
    END IF;
END
$x$ LANGUAGE plpgsql;
DO $$ BEGIN
    ALTER TABLE "pens" ADD CONSTRAINT "pens_author" FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE;
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
