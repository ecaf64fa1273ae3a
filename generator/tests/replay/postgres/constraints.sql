CREATE TABLE u (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE t (
    id serial PRIMARY KEY, a int UNIQUE, b int REFERENCES u, c int CHECK (c > 0) CHECK (c < 9), d int, e int NOT NULL,
    UNIQUE (d, e), CHECK (a > b), CONSTRAINT named UNIQUE (e), FOREIGN KEY (a, b) REFERENCES u (a, b) ON DELETE CASCADE);
ALTER TABLE t DROP CONSTRAINT t_pkey, DROP CONSTRAINT t_a_key, DROP CONSTRAINT t_b_fkey;
ALTER TABLE t DROP CONSTRAINT t_c_check, DROP CONSTRAINT t_c_check1, DROP CONSTRAINT t_check, DROP CONSTRAINT t_d_e_key;
ALTER TABLE t DROP CONSTRAINT IF EXISTS nothing, ADD CONSTRAINT again PRIMARY KEY (d), ADD COLUMN f int UNIQUE;
ALTER TABLE t RENAME CONSTRAINT named TO renamed;
ALTER TABLE t RENAME TO v;
ALTER TABLE v ADD UNIQUE (a), DROP CONSTRAINT renamed, DROP CONSTRAINT t_a_b_fkey;
ALTER TABLE v ADD FOREIGN KEY (b) REFERENCES u ON UPDATE SET NULL, ALTER COLUMN e DROP NOT NULL;
ALTER TABLE v DROP CONSTRAINT v_a_key, ADD CONSTRAINT v_a_key UNIQUE (a, e);
CREATE UNIQUE INDEX i ON v (e);
CREATE UNIQUE INDEX ON v (f, e);
ALTER TABLE v ADD CONSTRAINT by_index UNIQUE USING INDEX i;
ALTER INDEX by_index RENAME TO by_name;
ALTER TABLE v DROP CONSTRAINT by_name;
DROP INDEX v_f_e_idx;
CREATE TABLE a_rather_long_name_for_a_table_of_postgresql (a_rather_long_name_for_a_column_of_it int UNIQUE);
ALTER TABLE a_rather_long_name_for_a_table_of_postgresql DROP CONSTRAINT a_rather_long_name_for_a_tabl_a_rather_long_name_for_a_colu_key;
