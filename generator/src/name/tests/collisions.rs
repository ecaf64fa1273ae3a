//! What are things called whose name is taken, or no name in Rust?

use super::{cases, items, named, notes, relationships};
use crate::dialect::Dialect;

cases! { sqlite;
    case_38_words_that_only_look_plural:
        "CREATE TABLE order_status(id INTEGER PRIMARY KEY);
         CREATE TABLE campus(id INTEGER PRIMARY KEY);
         CREATE TABLE metadata(id INTEGER PRIMARY KEY);
         CREATE TABLE analysis(id INTEGER PRIMARY KEY);
         CREATE TABLE kubernetes(id INTEGER PRIMARY KEY);
         CREATE TABLE dns(id INTEGER PRIMARY KEY);"
        => ["OrderStatus in order_status: id", "Campus in campus: id", "Metadata in metadata: id",
            "Analysis in analysis: id", "Kubernetes in kubernetes: id", "Dns in dns: id"];
    case_64_invalid_characters:
        "CREATE TABLE \"simple-items\"(\" id \" INTEGER PRIMARY KEY, \"id-test\" TEXT, \"4test\" TEXT, \"_4test\" TEXT,
            \"def\" TEXT);"
        => ["SimpleItem in simple_item: id id_test _4test_2 _4test def"];
    case_65_columns_with_the_same_words:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, \"a-b\" TEXT, \"a b\" TEXT);"
        => ["T in t: id a_minus_b a_b"];
    case_67_keywords:
        "CREATE TABLE \"type\"(id INTEGER PRIMARY KEY, \"self\" TEXT, \"crate\" TEXT, \"fn\" TEXT, \"super\" TEXT,
            \"async\" TEXT);"
        => ["Type in type: id self_ crate_ fn super_ async"];
    case_70_prelude:
        "CREATE TABLE \"string\"(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE \"option\"(id INTEGER PRIMARY KEY, string_id INTEGER REFERENCES \"string\"(id));"
        => ["String in string: id name", "Option in option: id string_id"];
    case_71_injection:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, \"x\"\"] } include!(env!(\"\"P1\"\")); mod y {\" TEXT);"
        => ["T in t: id x_include_env_p1_mod_y"];
    case_73_unicode:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, \"naïve\" TEXT, \"列\" TEXT, \"😀\" TEXT);"
        => ["T in t: id naïve 列 u1f600"];
    case_74_tables_with_the_same_words:
        "CREATE TABLE \"E+F\"(id INTEGER PRIMARY KEY);
         CREATE TABLE \"E F\"(id INTEGER PRIMARY KEY);"
        => ["EPlusF in e_plus_f: id", "EF in e_f: id"];
    one_and_many:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE user(id INTEGER PRIMARY KEY);"
        => ["Users in users: id", "User in user: id"];
    table_with_the_name_of_a_builder:
        "CREATE TABLE new_users(id INTEGER PRIMARY KEY);
         CREATE TABLE new_user_2(id INTEGER PRIMARY KEY);
         CREATE TABLE new_person(id INTEGER PRIMARY KEY);
         CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE people(id INTEGER PRIMARY KEY);"
        => ["NewUsers in new_users: id", "NewUser2 in new_user_2: id", "NewPersonRow in new_person_row: id",
            "User in user: id", "Person in person: id"];
    modules_that_cannot_be_files:
        "CREATE TABLE con(id INTEGER PRIMARY KEY);
         CREATE TABLE mods(id INTEGER PRIMARY KEY);
         CREATE TABLE com1(id INTEGER PRIMARY KEY);
         CREATE TABLE self(id INTEGER PRIMARY KEY);"
        => ["Con in con_: id", "Mod in mod_: id", "Com1 in com1_: id", "Self_ in self_: id"];
    table_without_letters:
        "CREATE TABLE \"2024\"(\"2024\" INTEGER PRIMARY KEY, \"列\" TEXT);
         CREATE TABLE \"列\"(\"列\" INTEGER PRIMARY KEY);"
        => ["T2024 in _2024: _2024 列", "T列 in 列: 列"];
    methods_of_a_builder:
        "CREATE TABLE books(id INTEGER PRIMARY KEY, new TEXT, name TEXT, set_name TEXT, set_up TEXT);"
        => ["Book in book: id new_ name set_name_2 set_up"];
    columns_whose_constants_are_equal:
        "CREATE TABLE t(\"straße\" TEXT, strasse TEXT);"
        => ["T in t: straße_2 strasse"];
}

cases! { postgres;
    humps_that_the_database_folds:
        "CREATE TABLE OrderLines(OrderLineId INT PRIMARY KEY, UnitPrice INT, ProductId INT);
         ALTER TABLE OrderLines RENAME COLUMN UnitPrice TO ListPrice;
         ALTER TABLE OrderLines RENAME COLUMN ProductId TO \"itemid\";
         CREATE TABLE Old(Id INT);
         ALTER TABLE Old RENAME TO PriceList;"
        => ["OrderLine in order_line: order_line_id list_price itemid", "PriceList in price_list: id"];
    humps_beside_the_same_letters_in_quotes:
        "CREATE TABLE \"OrderLines\"(\"UnitPrice\" INT, UnitPrice INT);
         CREATE TABLE OrderLines(id INT);"
        => ["OrderLine in order_line: unit_price unit_price_2", "OrderLines in order_lines: id"];
    case_68_tables_that_differ_in_case:
        "CREATE TABLE \"UserAccount\"(id INT PRIMARY KEY);
         CREATE TABLE \"user_account\"(id INT PRIMARY KEY);"
        => ["UserAccount2 in user_account_2: id", "UserAccount in user_account: id"];
    tables_that_differ_in_case_and_number:
        "CREATE TABLE \"Users\"(id INT PRIMARY KEY);
         CREATE TABLE \"users\"(id INT PRIMARY KEY);"
        => ["Users in users: id", "User in user: id"];
    columns_that_differ_in_case:
        "CREATE TABLE t(\"ID\" INT, \"Id\" INT, id INT, id_2 INT);"
        => ["T in t: id_3 id_4 id id_2"];
    tables_of_several_schemas:
        "CREATE TABLE billing.users(id INT PRIMARY KEY);
         CREATE TABLE public.users(id INT PRIMARY KEY);
         CREATE TABLE auth.users(id INT PRIMARY KEY);
         CREATE TABLE auth.tokens(id INT PRIMARY KEY);
         CREATE TABLE auth_user(id INT PRIMARY KEY);"
        => ["BillingUser in billing_user: id", "User in user: id", "AuthUsers in auth_users: id",
            "Token in token: id", "AuthUser in auth_user: id"];
    one_and_many_in_several_schemas:
        "CREATE TABLE auth.user(id INT PRIMARY KEY);
         CREATE TABLE auth.users(id INT PRIMARY KEY);
         CREATE TABLE users(id INT PRIMARY KEY);
         CREATE TABLE \"E+F\"(id INT PRIMARY KEY);
         CREATE TABLE auth.\"E+F\"(id INT PRIMARY KEY);"
        => ["AuthUser in auth_user: id", "AuthUsers in auth_users: id", "User in user: id",
            "EF in e_f: id", "AuthEF in auth_e_f: id"];
    case_76_enum_of_several_tables:
        "CREATE TYPE mood AS ENUM('sad','ok','happy');
         CREATE TABLE a(id INT PRIMARY KEY, m mood NOT NULL);
         CREATE TABLE b(id INT PRIMARY KEY, m mood);"
        => ["A in a: id m", "B in b: id m", "Mood in mood: Sad Ok Happy"];
    case_79_literals:
        "CREATE TYPE e AS ENUM('', '2fa', 'b lack', 'a/b', 'self', 'A', 'a');
         CREATE TYPE grade AS ENUM('A', 'A+', 'A-', '+', '1', '-1', 'in progress', 'in-progress');"
        => ["E in e: Empty V2fa BLack AB Self_ A A2",
            "Grade in grade: A APlus AMinus Plus V1 Minus1 InProgress InMinusProgress"];
    enum_with_the_name_of_a_table:
        "CREATE TYPE mood AS ENUM('sad');
         CREATE TYPE new_mood AS ENUM('sad');
         CREATE TABLE moods(id INT PRIMARY KEY);"
        => ["Mood in mood: id", "MoodEnum in mood_enum: Sad", "NewMoodEnum in new_mood_enum: Sad"];
}

cases! { mysql;
    case_77_enums_in_columns:
        "CREATE TABLE a(id INT PRIMARY KEY, status ENUM('x','y'));
         CREATE TABLE b(id INT PRIMARY KEY, status ENUM('x','z'), `type` ENUM('x'));
         CREATE TABLE b_type(id INT PRIMARY KEY, a_b ENUM('x'));
         CREATE TABLE b_type_a(b ENUM('y'));"
        => ["A in a: id status", "AStatus: X Y", "B in b: id status type", "BStatus: X Z", "BTypeEnum: X",
            "BType in b_type: id a_b", "BTypeAB: X", "BTypeA in b_type_a: b", "BTypeABEnum: Y"];
}

cases! { relationships;
    relationship_gives_way_to_a_column:
        "CREATE TABLE authors(id INTEGER PRIMARY KEY, books INTEGER);
         CREATE TABLE books(id INTEGER PRIMARY KEY, author TEXT, author_id INTEGER REFERENCES authors);"
        => ["Book.author_ref: Author?", "Author.author_books: [Book]"];
    inverse_gives_way_to_the_own_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY, profile_id INTEGER REFERENCES profiles);
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, user_id INTEGER UNIQUE REFERENCES users);"
        => ["User.profile: Profile?", "Profile.users: [User]", "Profile.user: User?", "User.user_profile: Profile?"];
    many_to_many_gives_way_to_an_inverse:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES users);
         CREATE TABLE likes(user_id INTEGER REFERENCES users, post_id INTEGER REFERENCES posts,
            PRIMARY KEY(user_id,post_id));"
        => ["Post.author: User?", "User.posts: [Post]", "Like.user: User", "User.likes: [Like]",
            "Like.post: Post", "Post.likes: [Like]", "User.like_posts: [Post]", "Post.users: [User]"];
    children_of_the_table_itself_come_first:
        "CREATE TABLE children(id INTEGER PRIMARY KEY, node_id INTEGER REFERENCES nodes);
         CREATE TABLE nodes(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES nodes);"
        => ["Child.node: Node?", "Node.node_children: [Child]", "Node.parent: Node?", "Node.children: [Node]"];
    keyword_as_a_role:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, self_id INTEGER REFERENCES t, new_id INTEGER REFERENCES t,
            type_id INTEGER REFERENCES t);"
        => ["T.self_: T?", "T.self_t: [T]", "T.new_: T?", "T.new_t: [T]", "T.type: T?", "T.type_t: [T]"];
}

fn sqlite(sql: &str) -> Vec<String> {
    items(Dialect::Sqlite, sql)
}

fn postgres(sql: &str) -> Vec<String> {
    items(Dialect::Postgres, sql)
}

fn mysql(sql: &str) -> Vec<String> {
    items(Dialect::Mysql, sql)
}

#[test]
fn each_other_name_is_told() {
    let sql = "
        CREATE TABLE user(id INTEGER PRIMARY KEY, self TEXT);
        CREATE TABLE users(id INTEGER PRIMARY KEY);
        CREATE TABLE con(id INTEGER PRIMARY KEY);
        CREATE TABLE videos(id INTEGER PRIMARY KEY, user INTEGER REFERENCES user, \"a b\" TEXT, \"a-b\" TEXT);";
    let expected = [
        "N0402 column `self` of `user` is the field `self_`: `self` is reserved",
        "N0401 table `users` is the type `Users`: `User` is taken",
        "N0401 table `con` is in the module `con_`: `con` is reserved",
        "N0403 the relationship from `videos` to `user` is called `user_ref`: `user` is taken",
        "N0402 column `a-b` of `videos` is the field `a_minus_b`: `a_b` is taken",
    ];
    assert_eq!(notes(Dialect::Sqlite, sql), expected);
}

#[test]
fn each_name_that_is_cut_is_told() {
    let long = "archive_of_the_orders_of_the_year_before_the_last_one_that_was_kept";
    let sql = format!(
        "CREATE TABLE {long}(id INTEGER PRIMARY KEY, {long} TEXT);
         CREATE TABLE logs(id INTEGER PRIMARY KEY, {long}_id INTEGER REFERENCES {long});"
    );
    let told = notes(Dialect::Sqlite, &sql);
    let codes: Vec<_> = told.iter().map(|one| &one[..5]).collect();
    assert_eq!(codes, ["N0401", "N0402", "N0402", "N0403"], "{told:#?}");
    let why = |one: &String| one.ends_with(": what it would be is longer than 64 bytes");
    assert!(told.iter().all(why), "{told:#?}");
}

#[test]
fn nothing_is_told_where_all_have_their_names() {
    let sql = "
        CREATE TABLE users(id INTEGER PRIMARY KEY, \"type\" TEXT, \"😀\" TEXT, \"4\" TEXT);
        CREATE TABLE messages(id INTEGER PRIMARY KEY, sender_id INTEGER REFERENCES users,
            created_by INTEGER REFERENCES users, body TEXT);";
    assert_eq!(notes(Dialect::Sqlite, sql), [""; 0]);
}

fn checks(sql: &str) -> Vec<String> {
    let (_, names) = named(Dialect::Sqlite, sql);
    let all = names.tables.iter().flat_map(|table| &table.checks);
    all.map(|name| name.clone().unwrap_or_default()).collect()
}

cases! { checks;
    checks_are_called_by_their_names:
        "CREATE TABLE flights(id INTEGER PRIMARY KEY, leaves INT, arrives INT, seats INT CHECK (seats > 0), check_in INT,
            CONSTRAINT in_order CHECK (leaves < arrives), CONSTRAINT flights_seats_check CHECK (seats < 900),
            CONSTRAINT ck_leaves CHECK (leaves > 0), CONSTRAINT chk_flights_arrives CHECK (arrives > 0),
            CONSTRAINT \"in\" CHECK (check_in > 0), CONSTRAINT \"check\" CHECK (id > 0));"
        => ["", "check_in_order", "check_seats", "check_leaves", "check_arrives", "check_in_2", "check"];
}

fn uniques(sql: &str) -> Vec<String> {
    let (_, names) = named(Dialect::Sqlite, sql);
    let all = names.tables.iter().flat_map(|table| &table.uniques);
    all.map(|name| name.clone().unwrap_or_default()).collect()
}

cases! { uniques;
    unique_constraints_are_called_by_their_columns:
        "CREATE TABLE members(id INTEGER PRIMARY KEY, email TEXT UNIQUE, team_id INT, \"user\" INT, \"type\" TEXT UNIQUE,
            UNIQUE (team_id, \"user\"));
         CREATE UNIQUE INDEX by_user ON members (\"user\");"
        => ["unique_email", "unique_type", "unique_team_id_user", "unique_user"];
    unique_constraints_on_the_same_columns_are_one:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, email TEXT UNIQUE);
         CREATE UNIQUE INDEX by_email ON t (email);"
        => ["unique_email", ""];
    unique_constraints_give_way_to_columns_and_to_each_other:
        "CREATE TABLE t(id INTEGER PRIMARY KEY, unique_a TEXT, a TEXT UNIQUE, a_b TEXT, c TEXT, b_c TEXT,
            UNIQUE (a_b, c), UNIQUE (a, b_c));"
        => ["unique_a_2", "unique_a_b_c_2", "unique_a_b_c"];
}
