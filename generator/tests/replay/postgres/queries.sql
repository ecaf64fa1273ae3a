-- What a table has that is created from a query.
CREATE TABLE books (id int PRIMARY KEY, title text NOT NULL, price numeric(8, 2));
CREATE TABLE literals AS SELECT 1 AS one, 5000000000 AS many, 1.5 AS half, 'x' AS word, true AS yes, ''::text AS nothing;
CREATE TABLE numbers AS SELECT x AS id, x::text name FROM generate_series(1, 5) x;
CREATE TABLE more AS SELECT * FROM generate_series(1, 5) AS g;
CREATE TABLE unnamed AS SELECT FROM generate_series(1, 5);
CREATE TABLE casts AS SELECT (b.price * 2)::numeric(9, 2) AS twice, CAST(count(*) AS bigint) AS n
    FROM books b JOIN numbers n ON n.id = b.id GROUP BY b.price;
CREATE TABLE copies (key, label) AS SELECT id, title FROM books;
CREATE TABLE passing AS SELECT max(price) AS top FROM books JOIN numbers USING (id);
DROP TABLE passing;
