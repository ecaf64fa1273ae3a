//! Do the cases of the specification give the relationships that they should?

use super::{
    Association, Belongs, Rule,
    read::{Read, read},
};
use crate::{
    catalog::{ForeignKey, Table},
    dialect::Dialect,
};

/// A test for each case: its script, the relationships in it and the codes of what is reported.
macro_rules! cases {
    ($($name:ident: $sql:expr => [$($relationship:expr),* $(,)?] $([$($code:expr),+])?;)+) => {$(
        #[test]
        fn $name() {
            let read = read(Dialect::Sqlite, $sql.as_ref());
            let expected: &[&str] = &[$($relationship),*];
            assert_eq!(relationships(&read), expected);
            let reported: &[&str] = &[$($($code),+)?];
            assert_eq!(codes(read), reported);
        }
    )+};
}

cases! {
    case_01_foreign_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));"
        => ["posts(user_id) -> users required many"];
    case_02_nullable_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));"
        => ["posts(user_id) -> users optional many"];
    case_04_unique_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL UNIQUE REFERENCES users(id));"
        => ["profiles(user_id) -> users required one"];
    case_05_unique_index:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));
         CREATE UNIQUE INDEX px ON profiles(user_id);"
        => ["profiles(user_id) -> users required one"];
    case_06_partial_index_proves_nothing:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));
         CREATE UNIQUE INDEX px ON profiles(user_id) WHERE id > 3;"
        => ["profiles(user_id) -> users required many"];
    case_07_index_on_an_expression_proves_nothing:
        "CREATE TABLE users(id INTEGER PRIMARY KEY, email TEXT);
         CREATE TABLE logins(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));
         CREATE UNIQUE INDEX lx ON logins(abs(user_id));"
        => ["logins(user_id) -> users required many"];
    case_08_unique_over_more_proves_nothing:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE prefs(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id),
            kind TEXT NOT NULL, UNIQUE(user_id,kind));"
        => ["prefs(user_id) -> users required many"];
    case_10_primary_key_that_is_a_foreign_key:
        "CREATE TABLE a(id INTEGER PRIMARY KEY);
         CREATE TABLE b(id INTEGER PRIMARY KEY REFERENCES a(id));
         CREATE TABLE c(id INTEGER PRIMARY KEY REFERENCES b(id));"
        => ["b(id) -> a required one", "c(id) -> b required one"];
    case_11_unique_over_the_same_columns:
        "CREATE TABLE accounts(tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(tenant_id,id));
         CREATE TABLE profiles(id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, account_id INTEGER NOT NULL,
            FOREIGN KEY(tenant_id,account_id) REFERENCES accounts(tenant_id,id), UNIQUE(account_id,tenant_id));"
        => ["profiles(tenant_id, account_id) -> accounts required one"];
    case_14_one_nullable_column_makes_it_optional:
        "CREATE TABLE acc(t INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(t,id));
         CREATE TABLE inv(id INTEGER PRIMARY KEY,t INTEGER NOT NULL,acc_id INTEGER,
            FOREIGN KEY(t,acc_id) REFERENCES acc(t,id));"
        => ["inv(t, acc_id) -> acc optional many"];
    case_17_repeated_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id),
            FOREIGN KEY(user_id) REFERENCES users(id));"
        => ["posts(user_id) -> users optional many"] ["W0211"];
    case_19_reference_in_another_case:
        "CREATE TABLE Users(ID INTEGER PRIMARY KEY);
         CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES USERS(id));"
        => ["posts(user_id) -> Users required many"];
    case_22_cycle:
        "CREATE TABLE users(id INTEGER PRIMARY KEY, favourite_post_id INTEGER REFERENCES posts(id));
         CREATE TABLE posts(id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users(id));"
        => ["users(favourite_post_id) -> posts optional many", "posts(author_id) -> users required many"];
    case_23_key_to_itself_over_two_columns:
        "CREATE TABLE node(id INTEGER PRIMARY KEY,parent_id INTEGER,root_id INTEGER NOT NULL,UNIQUE(id,root_id),
            FOREIGN KEY(parent_id,root_id) REFERENCES node(id,root_id));"
        => ["node(parent_id, root_id) -> node optional many"];
    case_40_association:
        association("PRIMARY KEY(user_id,role_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(user_id)(role_id) writable"];
    case_41_payload_with_a_default:
        association("granted_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY(user_id,role_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(user_id)(role_id) writable"];
    case_42_payload_that_must_be_given:
        association("note TEXT NOT NULL, PRIMARY KEY(user_id,role_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(user_id)(role_id) read-only"];
    case_43_id_of_its_own:
        association("id INTEGER PRIMARY KEY, UNIQUE(user_id,role_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(user_id)(role_id) writable"];
    case_44_id_of_its_own_and_no_unique:
        association("id INTEGER PRIMARY KEY")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many"] ["N0303"];
    case_46_unique_with_nullable_columns:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE roles(id INTEGER PRIMARY KEY);
         CREATE TABLE user_roles(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id),
            role_id INTEGER REFERENCES roles(id), UNIQUE(user_id,role_id));"
        => ["user_roles(user_id) -> users optional many", "user_roles(role_id) -> roles optional many"] ["N0303"];
    two_keys_to_one_table_are_no_near_miss:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE messages(id INTEGER PRIMARY KEY, sender_id INTEGER NOT NULL REFERENCES users(id),
            recipient_id INTEGER REFERENCES users(id));"
        => ["messages(sender_id) -> users required many", "messages(recipient_id) -> users optional many"];
    two_keys_to_one_table_whose_pair_is_meant:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE follows(id INTEGER PRIMARY KEY, follower_id INTEGER REFERENCES users(id),
            followee_id INTEGER REFERENCES users(id), UNIQUE(follower_id, followee_id));"
        => ["follows(follower_id) -> users optional many", "follows(followee_id) -> users optional many"] ["N0303"];
    case_47_key_of_three_columns:
        association("term TEXT NOT NULL, PRIMARY KEY(user_id,role_id,term)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many"];
    case_49_further_foreign_key:
        association("granted_by INTEGER REFERENCES users(id), PRIMARY KEY(user_id,role_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(granted_by) -> users optional many", "user_roles(user_id)(role_id) writable"];
    case_53_table_between_a_table_and_itself:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE follows(follower_id INTEGER NOT NULL REFERENCES users(id),
            followee_id INTEGER NOT NULL REFERENCES users(id), PRIMARY KEY(follower_id,followee_id));"
        => ["follows(follower_id) -> users required many", "follows(followee_id) -> users required many",
            "follows(follower_id)(followee_id) writable"];
    case_55_overlapping_keys:
        "CREATE TABLE pa(tenant_id INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(tenant_id,id));
         CREATE TABLE pb(tenant_id INTEGER NOT NULL,id INTEGER NOT NULL,PRIMARY KEY(tenant_id,id));
         CREATE TABLE pa_pb(tenant_id INTEGER NOT NULL,a_id INTEGER NOT NULL,b_id INTEGER NOT NULL,
            PRIMARY KEY(tenant_id,a_id,b_id), FOREIGN KEY(tenant_id,a_id) REFERENCES pa(tenant_id,id),
            FOREIGN KEY(tenant_id,b_id) REFERENCES pb(tenant_id,id));"
        => ["pa_pb(tenant_id, a_id) -> pa required many", "pa_pb(tenant_id, b_id) -> pb required many"] ["N0302"];
    case_56_association_that_others_refer_to:
        "CREATE TABLE cake(id INTEGER PRIMARY KEY);
         CREATE TABLE filling(id INTEGER PRIMARY KEY);
         CREATE TABLE cake_filling(cake_id INTEGER NOT NULL REFERENCES cake(id),
            filling_id INTEGER NOT NULL REFERENCES filling(id),PRIMARY KEY(cake_id,filling_id));
         CREATE TABLE cake_filling_price(cake_id INTEGER NOT NULL,filling_id INTEGER NOT NULL,price REAL NOT NULL,
            PRIMARY KEY(cake_id,filling_id),
            FOREIGN KEY(cake_id,filling_id) REFERENCES cake_filling(cake_id,filling_id));"
        => ["cake_filling(cake_id) -> cake required many", "cake_filling(filling_id) -> filling required many",
            "cake_filling_price(cake_id, filling_id) -> cake_filling required one",
            "cake_filling(cake_id)(filling_id) writable"];
    association_without_a_key:
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE roles(id INTEGER PRIMARY KEY);
         CREATE TABLE user_roles(user_id INTEGER REFERENCES users(id), role_id INTEGER REFERENCES roles(id));"
        => ["user_roles(user_id) -> users optional many", "user_roles(role_id) -> roles optional many",
            "user_roles(user_id)(role_id) writable without a key"] ["W0301"];
    more_columns_and_no_key_are_no_association:
        association("note TEXT")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many"] ["N0305"];
    key_over_three_foreign_keys_is_no_association:
        association("by_id INTEGER NOT NULL REFERENCES users, PRIMARY KEY(user_id,role_id,by_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(by_id) -> users required many"];
    two_keys_of_one_table_between_three:
        association("site_id INTEGER NOT NULL REFERENCES sites, PRIMARY KEY(user_id,role_id), UNIQUE(user_id,site_id)")
        => ["user_roles(user_id) -> users required many", "user_roles(role_id) -> roles required many",
            "user_roles(site_id) -> sites required many",
            "user_roles(user_id)(role_id) read-only", "user_roles(user_id)(site_id) read-only"];
    association_of_keys_over_several_columns:
        "CREATE TABLE a(x INTEGER NOT NULL, y INTEGER NOT NULL, PRIMARY KEY(x,y));
         CREATE TABLE b(id INTEGER PRIMARY KEY);
         CREATE TABLE ab(x INTEGER NOT NULL, b_id INTEGER NOT NULL REFERENCES b, y INTEGER NOT NULL,
            PRIMARY KEY(b_id,x,y),
            FOREIGN KEY(y,x) REFERENCES a(y,x));"
        => ["ab(b_id) -> b required many", "ab(y, x) -> a required many", "ab(b_id)(y, x) writable"];
    table_is_no_association_of_itself:
        "CREATE TABLE tags(id INTEGER PRIMARY KEY);
         CREATE TABLE t(up INTEGER NOT NULL REFERENCES t(up), tag_id INTEGER NOT NULL REFERENCES tags,
            PRIMARY KEY(up,tag_id), UNIQUE(up));"
        => ["t(up) -> t required one", "t(tag_id) -> tags required many"];
}

/// `user_roles` between `users` and `roles`, with further columns and constraints.
fn association(more: &str) -> String {
    format!(
        "CREATE TABLE users(id INTEGER PRIMARY KEY);
         CREATE TABLE roles(id INTEGER PRIMARY KEY);
         CREATE TABLE sites(id INTEGER PRIMARY KEY);
         CREATE TABLE user_roles(user_id INTEGER NOT NULL REFERENCES users(id),
            role_id INTEGER NOT NULL REFERENCES roles(id), {more});"
    )
}

/// Every relationship of a script, in the order in which they are found: `posts(user_id) -> users required many`,
/// `user_roles(user_id)(role_id) writable`.
fn relationships(read: &Read) -> Vec<String> {
    let belongs = read.relations.belongs.iter().map(|one| line(read, one));
    let associations = read
        .relations
        .associations
        .iter()
        .map(|one| association_line(read, one));
    belongs.chain(associations).collect()
}

fn line(read: &Read, one: &Belongs) -> String {
    let table = &read.catalog[one.table];
    let key = columns(table, &table.foreign_keys[one.foreign_key]);
    let presence = if one.optional { "optional" } else { "required" };
    let inverse = if one.unique { "one" } else { "many" };
    let target = &read.catalog[one.target].name;
    format!("{}({key}) -> {target} {presence} {inverse}", table.name)
}

fn association_line(read: &Read, one: &Association) -> String {
    let table = &read.catalog[one.table];
    let [left, right] = [one.left, one.right].map(|key| columns(table, &table.foreign_keys[key]));
    let writable = if one.writable() {
        "writable"
    } else {
        "read-only"
    };
    let is_link = read.relations.without_entity.contains(&one.table);
    let keyed = if is_link { " without a key" } else { "" };
    format!("{}({left})({right}) {writable}{keyed}", table.name)
}

fn columns(table: &Table, key: &ForeignKey) -> String {
    let names: Vec<_> = key
        .columns
        .iter()
        .map(|id| table[*id].name.as_str())
        .collect();
    names.join(", ")
}

fn codes(read: Read) -> Vec<&'static str> {
    read.diagnostics
        .into_sorted()
        .iter()
        .map(|one| one.code())
        .collect()
}

#[test]
fn each_relationship_keeps_its_evidence() {
    let sql = "
        CREATE TABLE a(id INTEGER PRIMARY KEY);
        CREATE TABLE b(id INTEGER PRIMARY KEY, a_id INTEGER, FOREIGN KEY (a_id) REFERENCES a);
        CREATE TABLE c(a_id INTEGER NOT NULL REFERENCES a, b_id INTEGER NOT NULL, UNIQUE (b_id, a_id),
            FOREIGN KEY (b_id) REFERENCES b, UNIQUE (b_id));
        CREATE TABLE d(a_id INTEGER REFERENCES a, b_id INTEGER REFERENCES b);";
    let relations = read(Dialect::Sqlite, sql).relations;
    let keys = relations.belongs.iter().map(|one| one.evidence);
    let evidence = keys.chain(relations.associations.iter().map(|one| one.evidence));
    let evidence: Vec<_> = evidence
        .map(|one| (one.rule, &sql[one.span.start..one.span.end]))
        .collect();
    let expected = [
        (Rule::ForeignKey, "FOREIGN KEY (a_id) REFERENCES a"),
        (Rule::ForeignKey, "a_id INTEGER NOT NULL REFERENCES a"),
        (Rule::UniqueForeignKey, "UNIQUE (b_id)"),
        (Rule::ForeignKey, "a_id INTEGER REFERENCES a"),
        (Rule::ForeignKey, "b_id INTEGER REFERENCES b"),
        (Rule::AssociationKey, "UNIQUE (b_id, a_id)"),
        (Rule::AssociationPair, "d"),
    ];
    assert_eq!(evidence, expected);
}
