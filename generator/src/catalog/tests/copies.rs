//! Columns from other tables.

use super::check;

#[test]
fn like() {
    check(
        r#"
        postgres CREATE TABLE a (id serial PRIMARY KEY, x int NOT NULL DEFAULT 1 UNIQUE, CHECK (x > 0)); CREATE TABLE b (LIKE a INCLUDING ALL); CREATE TABLE c (z int, LIKE a, y int); ALTER TABLE b DROP CONSTRAINT b_x_key
            => a(id ! auto, x ! =1) pk(id) unique(x) check(x > 0)
            => b(id ! auto, x ! =1) pk(id) check(x > 0)
            => c(z, id !, x !, y)
        mysql CREATE TABLE u (id INT PRIMARY KEY); CREATE TABLE a (id INT AUTO_INCREMENT, u INT, PRIMARY KEY (id), UNIQUE KEY k (u), FOREIGN KEY (u) REFERENCES u (id)); CREATE TABLE b LIKE a; ALTER TABLE b DROP KEY k
            => u(id !) pk(id)
            => a(id ! auto, u) pk(id) unique(u) fk(u)->u(id)
            => b(id ! auto, u) pk(id)
        "#,
    );
}

#[test]
fn from_a_query() {
    check(
        r#"
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY, v VARCHAR(3) NOT NULL DEFAULT 'x'); CREATE TABLE b AS SELECT * FROM a; CREATE TABLE c AS SELECT v AS w, id FROM a WHERE id > 1
            => a(id ! auto, v ! ='x') pk(id)
            => b(id, v)
            => c(w, id)
        mysql CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(3) NOT NULL DEFAULT 'x'); CREATE TABLE b (k INT PRIMARY KEY) SELECT id, v FROM a
            => a(id ! auto, v ! ='x') pk(id)
            => b(k !, id !, v ! ='x') pk(k)
        postgres CREATE VIEW v AS SELECT 1; CREATE TABLE a AS SELECT * FROM v; CREATE TABLE b AS SELECT x FROM c
            => E0104 [v]
            => E0203 [c]
        "#,
    );
}

#[test]
fn children_change_with_their_parents() {
    check(
        r#"
        postgres CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (y int, x int) INHERITS (a); ALTER TABLE a ADD z int NOT NULL, ADD CHECK (z > 0); ALTER TABLE a RENAME id TO key; ALTER TABLE a DROP x; ALTER TABLE ONLY a ALTER z DROP NOT NULL
            => a(key !, z) pk(key) check(z > 0)
            => b(key !, x, y, z !) check(z > 0)
        postgres CREATE TABLE m (id int, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (d); CREATE TABLE p PARTITION OF m DEFAULT; CREATE TABLE q (id int NOT NULL, d date NOT NULL); ALTER TABLE m ATTACH PARTITION q FOR VALUES FROM (1) TO (2); CREATE TABLE r (p int REFERENCES p)
            => m(id !, d !) pk(id d)
            => r(p) dangling(p)->p()
            => E0203 [p]
        postgres CREATE TABLE m (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE p PARTITION OF m DEFAULT; ALTER TABLE m ADD x int; ALTER TABLE m DETACH PARTITION p
            => m(id !, x) pk(id)
            => p(id !, x) pk(id)
        "#,
    );
}

#[test]
fn columns_stand_where_mysql_is_told() {
    check(
        "
        mysql CREATE TABLE t (a INT, b INT); ALTER TABLE t ADD c INT FIRST, ADD d INT AFTER a, MODIFY b INT FIRST; ALTER TABLE t ADD e INT AFTER x
            => t(b, c, a, d, e)
            => E0204 [x]
        ",
    );
}
