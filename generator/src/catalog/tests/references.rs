//! What foreign keys refer to.

use super::check;

#[test]
fn targets_are_looked_up_at_the_end() {
    check(
        r#"
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b, up INTEGER REFERENCES a); CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id))
            => a(id ! auto, b, up) pk(id) fk(b)->b(id) fk(up)->a(id)
            => b(id ! auto, a) pk(id) fk(a)->a(id)
        sqlite CREATE TABLE a (x INT NOT NULL, y INT NOT NULL, z INT UNIQUE, PRIMARY KEY (x, y)); CREATE TABLE b (x INT, y INT, FOREIGN KEY (y, x) REFERENCES a (y, x), FOREIGN KEY (x, y) REFERENCES a, FOREIGN KEY (x) REFERENCES a (z))
            => a(x !, y !, z) pk(x y) unique(z)
            => b(x, y) fk(y x)->a(y x) fk(x)->a(z)
            => W0211 [FOREIGN KEY (x, y) REFERENCES a]
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE one.a (code TEXT PRIMARY KEY NOT NULL); CREATE TABLE one.b (a TEXT REFERENCES a); CREATE TABLE main.b (a INTEGER REFERENCES a)
            => a(id ! auto) pk(id)
            => one.a(code !) pk(code)
            => one.b(a) fk(a)->a(code)
            => main.b(a) fk(a)->a(id)
        "#,
    );
}

#[test]
fn what_cannot_be_followed_is_a_fault() {
    check(
        r#"
        sqlite CREATE TABLE users (id INTEGER PRIMARY KEY, grp INT); CREATE TABLE x (a INT REFERENCES user (id), b INT REFERENCES users (idd), c INT REFERENCES users (grp), d INT, FOREIGN KEY (c, d) REFERENCES users (id))
            => users(id ! auto, grp) pk(id)
            => x(a, b, c, d) dangling(a)->user(id) dangling(b)->users(idd) dangling(c)->users(grp) dangling(c d)->users(id)
            => E0203 [user]
            => E0204 [idd]
            => E0206 [grp]
            => E0205 [FOREIGN KEY (c, d) REFERENCES users (id)]
        sqlite CREATE TABLE a (x INT UNIQUE); CREATE TABLE b (x INT REFERENCES a); CREATE TABLE c (y INT, FOREIGN KEY (x) REFERENCES a (x))
            => a(x) unique(x)
            => b(x) dangling(x)->a()
            => c(y)
            => E0206 [a]
            => E0204 [x]
        postgres CREATE VIEW v AS SELECT 1; CREATE TABLE a (x int REFERENCES v (x))
            => a(x) dangling(x)->v(x)
            => E0203 [v]
        "#,
    );
}

#[test]
fn what_may_be_a_mistake_is_a_warning() {
    check(
        r#"
        sqlite CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), FOREIGN KEY (user_id) REFERENCES users (id))
            => users(id ! auto) pk(id)
            => posts(id ! auto, user_id) pk(id) fk(user_id)->users(id)
            => W0211 [FOREIGN KEY (user_id) REFERENCES users (id)]
        postgres CREATE TABLE a (id bigserial PRIMARY KEY, n varchar(5) UNIQUE); CREATE TABLE b (a int REFERENCES a, n text REFERENCES a (n))
            => a(id ! auto, n) pk(id) unique(n)
            => b(a, n) fk(a)->a(id) fk(n)->a(n)
            => W0208 [a]
        mysql CREATE TABLE users (id INT PRIMARY KEY); CREATE TABLE posts (user_id INT NOT NULL REFERENCES users (id))
            => users(id !) pk(id)
            => posts(user_id !) fk(user_id)->users(id)
            => N0213 [user_id INT NOT NULL REFERENCES users (id)]
        "#,
    );
}
