//! Which rows of a tree are found, how deep, and on which path?

use fixtures::{
    bookshop::{METADATA, NewNode, Node},
    shop,
};
use ormgen_runtime::{
    BelongsTo, Connection, Itself, ReadOnly, Ref, Result, Session,
    query::{tree_depth, tree_path},
    rust_decimal::Decimal,
    text,
};

use crate::support::Database;

/// Two trees: `a` with `b` and `c`, below `b` a `d`; and `e` alone. Their keys are 1, 2, 10, 3 and 4.
fn forest() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute(text(
        "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b'), (10, 1, 'c'), (3, 2, 'd'), (4, NULL, 'e')",
    ))?;
    connection.commit()?;
    drop(connection);
    database.sent();
    Ok(database)
}

fn told(rows: &[(Node, i64, String)]) -> Vec<(&str, i64, &str)> {
    let rows = rows.iter();
    rows.map(|(node, depth, path)| (node.name.as_str(), *depth, path.as_str()))
        .collect()
}

#[test]
fn a_relationship_that_is_there_to_be_read_has_trees_too() -> Result<()> {
    let database = forest()?;
    let mut connection = database.engine.connect()?;
    let parent = BelongsTo::<Node, Option<Node>, Itself, ReadOnly>::new(0);
    let ways = parent.tree_of(Node::NAME.eq("d")).order_by(tree_depth());
    let rows = connection.all(ways)?;
    assert_eq!(
        told(&rows),
        [("d", 0, "3"), ("b", 1, "3/2"), ("a", 2, "3/2/1")]
    );
    Ok(())
}

#[test]
fn a_forest_is_read_in_one_statement() -> Result<()> {
    let database = forest()?;
    let mut connection = database.engine.connect()?;
    let trees = Node::CHILDREN.tree_of(Node::PARENT_ID.is_null());
    let rows = connection.all(trees.clone().order_by(tree_path()))?;
    assert_eq!(
        told(&rows),
        [
            ("a", 0, "1"),
            ("c", 1, "1/10"),
            ("b", 1, "1/2"),
            ("d", 2, "1/2/3"),
            ("e", 0, "4"),
        ]
    );
    assert_eq!(
        database.sent(),
        [
            "WITH RECURSIVE ormgen_branches (id, ormgen_depth, ormgen_path) AS (\
             SELECT id, ?, CAST(id AS TEXT) FROM nodes WHERE parent_id IS NULL UNION \
             SELECT nodes.id, ormgen_branches.ormgen_depth + ?, ormgen_branches.ormgen_path || ? || CAST(nodes.id AS TEXT) \
             FROM nodes JOIN ormgen_branches ON nodes.parent_id = ormgen_branches.id \
             WHERE instr(? || ? || ormgen_branches.ormgen_path || ? || ?, ? || ? || CAST(nodes.id AS TEXT) || ? || ?) = ?) \
             SELECT nodes.id, nodes.parent_id, nodes.name, ormgen_branches.ormgen_depth, ormgen_branches.ormgen_path FROM nodes \
             JOIN ormgen_branches ON nodes.id = ormgen_branches.id ORDER BY ormgen_branches.ormgen_path \
             [0, 1, \"/\", \"\", \"/\", \"/\", \"\", \"\", \"/\", \"/\", \"\", 0]"
        ]
    );
    let near = trees.filter(tree_depth().le(1)).filter(Node::NAME.ne("e"));
    assert_eq!(connection.count(near)?, 3);
    let up = Node::PARENT.tree_of(Node::NAME.eq("d"));
    let rows = connection.all(up.order_by(tree_depth()))?;
    assert_eq!(
        told(&rows),
        [("d", 0, "3"), ("b", 1, "3/2"), ("a", 2, "3/2/1")]
    );
    Ok(())
}

#[test]
fn a_session_knows_the_rows_of_a_tree() -> Result<()> {
    let database = forest()?;
    let mut session = Session::new(&database.engine);
    let below = session.add(NewNode::new().name("f").parent_id(4));
    let trees = Node::CHILDREN.tree_of(Node::ID.eq(4));
    let rows: Vec<(Ref<Node>, i64, String)> =
        trees.order_by(tree_depth()).on(&mut session).all()?;
    assert_eq!(rows[1], (below, 1, "4/11".to_owned()));
    Ok(())
}

#[test]
fn circles_come_to_an_end() -> Result<()> {
    let database = forest()?;
    let mut connection = database.engine.connect()?;
    connection.execute(text("UPDATE nodes SET parent_id = 3 WHERE id = 1"))?;
    let down = Node::CHILDREN.tree_of(Node::ID.eq(1));
    let rows = connection.all(down.order_by(tree_path()))?;
    assert_eq!(
        told(&rows),
        [
            ("a", 0, "1"),
            ("c", 1, "1/10"),
            ("b", 1, "1/2"),
            ("d", 2, "1/2/3")
        ]
    );
    let up = Node::PARENT.tree_of(Node::ID.eq(10));
    let rows = connection.all(up.order_by(tree_depth()))?;
    let paths: Vec<_> = rows.iter().map(|(_, _, path)| path.as_str()).collect();
    assert_eq!(paths, ["10", "10/1", "10/1/3", "10/1/3/2"]);
    Ok(())
}

#[test]
fn a_tree_begins_with_the_rows_of_another() -> Result<()> {
    let database = forest()?;
    let mut connection = database.engine.connect()?;
    let up = Node::PARENT
        .tree_of(Node::NAME.eq("d"))
        .filter(Node::PARENT_ID.is_null());
    let down = Node::CHILDREN.tree_of(Node::ID.in_(up.select(Node::ID)));
    let rows = connection.all(down.order_by((tree_depth(), Node::ID)))?;
    assert_eq!(
        told(&rows),
        [
            ("a", 0, "1"),
            ("b", 1, "1/2"),
            ("c", 1, "1/10"),
            ("d", 2, "1/2/3"),
        ]
    );
    Ok(())
}

fn products(connection: &mut Connection) -> Result<()> {
    for sql in [
        "INSERT INTO suppliers VALUES (1, 'x', NULL)",
        "INSERT INTO products (id, sku, name, price, supplier_id, attributes) VALUES \
         (1, 'a', 'a', 1, 1, '{\"size\": {\"width\": 40}, \"tags\": [\"new\"]}'), \
         (2, 'b', 'b', 2, 1, NULL), (3, 'c', 'c', 3, 1, '{}')",
        "INSERT INTO recommendations VALUES (1, 2), (2, 3), (3, 1), (1, 3)",
    ] {
        connection.execute(text(sql))?;
    }
    Ok(())
}

#[test]
fn rows_that_are_linked_with_each_other_are_followed_too() -> Result<()> {
    use shop::Product;
    let database = Database::new(&shop::METADATA);
    let mut connection = database.engine.connect()?;
    products(&mut connection)?;
    let ways = Product::RECOMMENDED.tree_of(Product::ID.eq(1));
    let rows = connection.all(ways.order_by(tree_path()))?;
    let paths: Vec<_> = rows.iter().map(|(_, _, path)| path.as_str()).collect();
    assert_eq!(paths, ["1", "1/2", "1/2/3", "1/3"], "a path for each way");
    Ok(())
}

#[test]
fn places_of_a_document_are_values() -> Result<()> {
    use shop::Product;
    let database = Database::new(&shop::METADATA);
    let mut connection = database.engine.connect()?;
    products(&mut connection)?;
    let query = ormgen_runtime::select::<Product>().order_by(Product::ID);
    let width = Product::ATTRIBUTES.json_at::<i64>("$.size.width");
    let tag = Product::ATTRIBUTES.json_at::<String>("$.tags[0]");
    let rows = connection.all(query.select((Product::PRICE, width.clone(), tag)))?;
    let found: Vec<(Decimal, Option<i64>, Option<String>)> = rows;
    assert_eq!(found[0].1, Some(40));
    assert_eq!(found[0].2.as_deref(), Some("new"));
    assert_eq!((found[1].1, found[2].1), (None, None));
    let wide = ormgen_runtime::select::<Product>().filter(width.gt(30));
    assert_eq!(connection.one(wide)?.sku, "a");
    let first = ormgen_runtime::select::<Product>().filter(Product::SKU.eq("a"));
    let told: (Option<i64>, Option<i64>, Option<i64>) = connection.one(first.clone().select((
        Product::ATTRIBUTES.json_array_length("$.tags"),
        Product::ATTRIBUTES.json_array_length("$.size"),
        Product::ATTRIBUTES.json_array_length("$.nothing"),
    )))?;
    assert!(told.0.is_some_and(|tags| tags > 0));
    assert_eq!((told.1, told.2), (Some(0), None));
    let types: [Option<String>; 4] = ["$", "$.tags", "$.size.width", "$.nothing"].map(|path| {
        let of = Product::ATTRIBUTES.json_type(path);
        connection.one(first.clone().select(of)).unwrap()
    });
    let types = types.each_ref().map(Option::as_deref);
    assert_eq!(
        types,
        [Some("object"), Some("array"), Some("integer"), None]
    );
    Ok(())
}
