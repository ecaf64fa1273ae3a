//! In which order rows are written, and how keys get where they are needed.

use fixtures::behaviours::{
    Address, City, Item, Keyword, Lane, NewAddress, NewItem, NewKeyword, NewNode, NewOrder,
    NewTicket, NewUser, Node, Order, User,
};
use ormgen_runtime::Result;

use crate::world::World;

#[test]
fn b020_a_parent_and_its_children() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let user = session.add(NewUser::new().name("u"));
    let addresses = ["a", "b"].map(|email| {
        let new = NewAddress::new().email_address(email);
        session.append(user, User::ADDRESSES, new).unwrap()
    });
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO users (name) VALUES (?) [\"u\"]",
            "INSERT INTO addresses (user_id, email_address) VALUES (?, ?) [1, \"a\"]",
            "INSERT INTO addresses (user_id, email_address) VALUES (?, ?) [1, \"b\"]",
        ]
    );
    assert_eq!(session[user].id, 1);
    assert_eq!(
        addresses.map(|it| (session[it].id, session[it].user_id)),
        [(1, Some(1)), (2, Some(1))]
    );
    assert_eq!(world.sent(), [""; 0]);
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM addresses"), ["1|1|a", "2|1|b"]);
    Ok(())
}

#[test]
fn b021_children_bring_their_parent() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let user = session.add(NewUser::new().name("u"));
    session.add_all(["b", "a"].map(|email| NewAddress::new().email_address(email).user(user)));
    session.commit()?;
    assert_eq!(
        world.kinds(),
        ["INSERT users", "INSERT addresses", "INSERT addresses"]
    );
    assert_eq!(world.rows("SELECT * FROM addresses"), ["1|1|b", "2|1|a"]);
    Ok(())
}

#[test]
fn b022_parents_and_children_are_deleted() -> Result<()> {
    for parent_first in [true, false] {
        let world = World::loaded();
        world.run("DELETE FROM order_items; DELETE FROM orders");
        let mut session = world.session();
        let ed = session.get_one::<User>(8)?;
        let addresses = session.load(ed, User::ADDRESSES)?;
        world.sent();
        if parent_first {
            session.delete(ed)?;
        }
        for address in addresses.into_iter().rev() {
            session.delete(address)?;
        }
        session.delete(ed)?;
        session.flush()?;
        let sent = world.sent();
        let deleted: Vec<_> = sent
            .iter()
            .filter(|sql| sql.starts_with("DELETE"))
            .collect();
        assert_eq!(
            deleted,
            [
                "DELETE FROM addresses WHERE id = ? [2]",
                "DELETE FROM addresses WHERE id = ? [3]",
                "DELETE FROM addresses WHERE id = ? [4]",
                "DELETE FROM users WHERE id = ? [8]",
            ]
        );
        session.commit()?;
        assert_eq!(world.rows("SELECT id FROM addresses"), ["1", "5"]);
        assert_eq!(world.rows("SELECT id FROM users"), ["7", "9", "10"]);
    }
    Ok(())
}

#[test]
fn b023_values_of_foreign_keys_order_tables_too() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let address = session.add(NewAddress::new().id(1).user_id(1).email_address("a"));
    let user = session.add(NewUser::new().id(1).name("u"));
    session.commit()?;
    assert_eq!(world.kinds(), ["INSERT users", "INSERT addresses"]);
    session.delete(user)?;
    session.delete(address)?;
    session.commit()?;
    let kinds = world.kinds();
    let place = |kind: &str| kinds.iter().position(|it| it == kind).unwrap();
    assert!(
        place("DELETE addresses") < place("DELETE users"),
        "{kinds:?}"
    );
    assert_eq!(world.count("users") + world.count("addresses"), 0);
    Ok(())
}

#[test]
fn b024_the_order_inside_one_table() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    session.add(NewNode::new().id(1));
    session.add(NewNode::new().id(2).parent_id(1));
    session.add(NewNode::new().id(3).parent_id(2));
    session.commit()?;
    let values: Vec<_> = world
        .sent()
        .iter()
        .map(|sql| sql[sql.find('[').unwrap()..].to_owned())
        .collect();
    assert_eq!(values, ["[1]", "[2, 1]", "[3, 2]"]);

    // Children first, and related by values alone.
    session.add(NewNode::new().id(6).parent_id(5));
    session.add(NewNode::new().id(5).parent_id(4));
    session.add(NewNode::new().id(4));
    let (two, three) = (session.get_one::<Node>(2)?, session.get_one::<Node>(3)?);
    world.sent();
    session[three].data = Some("c".to_owned());
    session[two].data = Some("b".to_owned());
    session.add(NewNode::new().id(7));
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE nodes SET data = ? WHERE id = ? [\"b\", 2]",
            "UPDATE nodes SET data = ? WHERE id = ? [\"c\", 3]",
            "INSERT INTO nodes (id) VALUES (?) [7]",
        ],
        "updates first, in the order of their keys"
    );
    session.delete(three)?;
    session.add(NewNode::new().id(8));
    session.flush()?;
    assert_eq!(
        world.kinds(),
        ["INSERT nodes", "UPDATE nodes", "DELETE nodes"]
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT id, parent_id FROM nodes"),
        ["1|NULL", "2|1", "4|NULL", "5|4", "6|5", "7|NULL", "8|NULL"]
    );
    Ok(())
}

#[test]
fn b024_rows_are_changed_and_deleted_in_the_order_of_their_keys() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    session.query::<Item>().all()?;
    // Met in another order than that of their keys.
    let [second, eleventh, third] = [2, 11, 3].map(|key| {
        session.get::<Item>(key).unwrap().unwrap_or_else(|| {
            let new = NewItem::new().id(key).description("new");
            session.add(new)
        })
    });
    session.commit()?;
    for item in [eleventh, third, second] {
        session.refresh(item)?;
    }
    for item in [eleventh, third, second] {
        session[item].description = "changed".to_owned();
    }
    world.sent();
    session.flush()?;
    let values = |world: &World| -> Vec<String> {
        let sent = world.sent().into_iter();
        let kept = sent.filter(|sql| !sql.contains("_"));
        kept.map(|sql| sql[sql.find('[').unwrap()..].to_owned())
            .collect()
    };
    assert_eq!(
        values(&world),
        ["[\"changed\", 2]", "[\"changed\", 3]", "[\"changed\", 11]"]
    );
    for item in [third, eleventh, second] {
        session.delete(item)?;
    }
    session.commit()?;
    assert_eq!(values(&world), ["[2]", "[3]", "[11]"]);
    assert_eq!(world.rows("SELECT id FROM items"), ["1", "4", "5"]);
    Ok(())
}

#[test]
fn b025_a_whole_graph() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    let order = session.add(NewOrder::new().description("o"));
    let user = session.add(NewUser::new().name("u"));
    session.set(order, Order::USER, user)?;
    let item = session.append(order, Order::ITEMS, NewItem::new().description("i"))?;
    session.append(item, Item::KEYWORDS, NewKeyword::new().name("k"))?;
    session.commit()?;
    let kinds = world.kinds();
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    let place = |kind: &str| kinds.iter().position(|it| it == kind).unwrap();
    assert!(place("INSERT users") < place("INSERT orders"));
    for [first, then] in [
        ["INSERT items", "INSERT item_keywords"],
        ["INSERT keywords", "INSERT item_keywords"],
        ["INSERT orders", "INSERT order_items"],
        ["INSERT items", "INSERT order_items"],
    ] {
        assert!(place(first) < place(then), "{kinds:?}");
    }
    assert_eq!(world.rows("SELECT user_id FROM orders"), ["1"]);
    assert_eq!(world.rows("SELECT * FROM order_items"), ["1|1"]);
    let keyword = session.load(item, Item::KEYWORDS)?[0];
    assert_eq!(session.load(keyword, Keyword::ITEMS)?, [item]);
    Ok(())
}

#[test]
fn b026_only_what_changed_is_written() -> Result<()> {
    let world = World::new();
    world.run(
        "INSERT INTO users VALUES (1, 'u1'), (2, 'u2');
         INSERT INTO addresses VALUES (1, 1, 'a1'), (2, 2, 'a2'), (3, NULL, 'a3');",
    );
    let mut session = world.session();
    let [u1, u2] = [session.get_one::<User>(1)?, session.get_one::<User>(2)?];
    let a1 = session.load(u1, User::ADDRESSES)?[0];
    let a3 = session.get_one::<Address>(3)?;
    world.sent();
    session[u2].name = "renamed".to_owned();
    session.append(u1, User::ADDRESSES, a3)?;
    session.remove(u1, User::ADDRESSES, a1)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "UPDATE users SET name = ? WHERE id = ? [\"renamed\", 2]",
            "UPDATE addresses SET user_id = ? WHERE id = ? [NULL, 1]",
            "UPDATE addresses SET user_id = ? WHERE id = ? [1, 3]",
        ]
    );
    session.commit()?;
    assert_eq!(session.load(u1, User::ADDRESSES)?, [a3]);
    assert_eq!(
        world.rows("SELECT user_id FROM addresses"),
        ["NULL", "2", "1"]
    );
    Ok(())
}

#[test]
fn b027_a_new_parent_and_changed_children() -> Result<()> {
    let world = World::loaded();
    let mut session = world.session();
    let [first, second] = [
        session.get_one::<Address>(1)?,
        session.get_one::<Address>(2)?,
    ];
    world.sent();
    session[second].email_address = "new".to_owned();
    let user = session.add(NewUser::new().name("u"));
    session.set(first, Address::USER, user)?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO users (name) VALUES (?) [\"u\"]",
            "UPDATE addresses SET user_id = ? WHERE id = ? [11, 1]",
            "UPDATE addresses SET email_address = ? WHERE id = ? [\"new\", 2]",
        ]
    );
    session.commit()?;
    assert_eq!(
        world.rows("SELECT user_id FROM addresses WHERE id = 1"),
        ["11"]
    );
    Ok(())
}

#[test]
fn b028_foreign_keys_order_tables_without_a_relationship_being_used() -> Result<()> {
    let world = World::new();
    let mut session = world.session();
    session.add(NewTicket::new().id(1).user_id(5).title("t"));
    session.add(NewUser::new().id(5).name("u"));
    session.commit()?;
    assert_eq!(world.kinds(), ["INSERT users", "INSERT tickets"]);
    assert_eq!(world.rows("SELECT * FROM tickets"), ["1|5|t"]);
    Ok(())
}

#[test]
fn b028_foreign_keys_order_deletions_that_no_relationship_relates() -> Result<()> {
    let world = World::new();
    world.run("INSERT INTO cities VALUES (1, 'OSL'); INSERT INTO lanes VALUES (1, 'OSL')");
    let mut session = world.session();
    let city = session.get_one::<City>(1)?;
    let lane = session.get_one::<Lane>(1)?;
    session.delete(city)?;
    session.delete(lane)?;
    session.commit()?;
    assert_eq!(world.kinds().last().unwrap(), "DELETE cities");
    assert_eq!(world.count("cities") + world.count("lanes"), 0);
    Ok(())
}
