//! Schemas that chance made: what they are, and how a session is told of them.
//!
//! Four tables of eight columns, with two foreign keys each to any of the four, and a table of links between two of them.

use super::dynamic::Dynamic;
use crate::{
    codegen::{Entity, RelationshipFact},
    schema::{
        Action, Column, Deferrable, ForeignKey, NOT_NULL, NULL, Rest, Table, Unique, columns,
        types::{I64, TEXT},
    },
};

/// How many tables have rows of their own.
pub(super) const TABLES: usize = 4;

/// What is known of a schema.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    pub(super) shape: Shape,
    pub(super) entities: [&'static Entity; TABLES],
}

/// The choices that make a schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) tables: [Choice; TABLES],
    /// The tables that links are between.
    pub(super) ends: [usize; 2],
    /// Whether links go with their rows by ON DELETE CASCADE.
    pub(super) cascades: [bool; 2],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// The key has two columns, which are given; otherwise the database can number the rows.
    pub(super) composite: bool,
    pub(super) keys: [Reference; 2],
    /// The first foreign key is there once: a one-to-one relationship.
    pub(super) one_to_one: bool,
    pub(super) unique_text: bool,
    pub(super) text_may_be_null: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    pub(super) target: usize,
    pub(super) nullable: bool,
    pub(super) on_delete: Action,
    pub(super) follows: bool,
    pub(super) deferred: bool,
}

impl Reference {
    /// Whether a deletion is checked at the commit alone: RESTRICT never waits.
    pub(super) fn waits(&self) -> bool {
        self.deferred && self.on_delete != Action::Restrict
    }
}

const fn chance(seed: u64, tag: u64) -> u64 {
    let mut value =
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ tag.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

const fn one_in(count: u64, seed: u64, tag: u64) -> bool {
    chance(seed, tag).is_multiple_of(count)
}

const fn shape(seed: u64) -> Shape {
    Shape {
        tables: [
            choice(seed, 0),
            choice(seed, 1),
            choice(seed, 2),
            choice(seed, 3),
        ],
        ends: [
            (chance(seed, 90) % 4) as usize,
            (chance(seed, 91) % 4) as usize,
        ],
        cascades: [one_in(2, seed, 92), one_in(2, seed, 93)],
    }
}

const fn choice(seed: u64, table: usize) -> Choice {
    let tag = 10 * table as u64;
    Choice {
        composite: one_in(3, seed, tag),
        keys: [reference(seed, table, 0), reference(seed, table, 1)],
        one_to_one: one_in(4, seed, tag + 1),
        unique_text: one_in(2, seed, tag + 2),
        text_may_be_null: one_in(2, seed, tag + 3),
    }
}

const fn reference(seed: u64, table: usize, key: u64) -> Reference {
    let tag = 100 + 20 * table as u64 + 10 * key;
    let target = (chance(seed, tag) % 4) as usize;
    let on_delete = match chance(seed, tag + 1) % 6 {
        0 => Action::Cascade,
        1 => Action::SetNull,
        2 => Action::SetDefault,
        3 => Action::Restrict,
        _ => Action::NoAction,
    };
    let needs_null = matches!(on_delete, Action::SetNull | Action::SetDefault);
    // Tables that need each other in a circle cannot have rows at all; a few may try.
    let may_be_required = target < table || one_in(8, seed, tag + 2);
    Reference {
        target,
        nullable: needs_null || !may_be_required || one_in(2, seed, tag + 3),
        on_delete,
        follows: one_in(3, seed, tag + 4),
        deferred: one_in(6, seed, tag + 5),
    }
}

/// The columns: the key, two foreign keys, a text and a number.
const fn facts(shape: Shape, table: usize) -> [Column; 8] {
    let choice = shape.tables[table];
    let [a, b] = choice.keys;
    let key = if choice.composite {
        NOT_NULL
    } else {
        NOT_NULL.auto_increment()
    };
    let second = if choice.composite { NOT_NULL } else { NULL };
    let (a, a1) = nullable(shape, a);
    let (b, b1) = nullable(shape, b);
    let text = if choice.text_may_be_null {
        NULL
    } else {
        NOT_NULL
    };
    columns([
        ("k0", "INTEGER", I64, key),
        ("k1", "INTEGER", I64, second),
        ("a0", "INTEGER", I64, a),
        ("a1", "INTEGER", I64, a1),
        ("b0", "INTEGER", I64, b),
        ("b1", "INTEGER", I64, b1),
        ("u", "TEXT", TEXT, text),
        ("v", "INTEGER", I64, NULL),
    ])
}

/// Whether the two columns of a foreign key may be NULL; the second is not used where the target's key has one column.
const fn nullable(shape: Shape, reference: Reference) -> (Rest, Rest) {
    let composite = shape.tables[reference.target].composite;
    match (reference.nullable, composite) {
        (true, _) => (NULL, NULL),
        (false, true) => (NOT_NULL, NOT_NULL),
        (false, false) => (NOT_NULL, NULL),
    }
}

const fn key(
    shape: Shape,
    table: usize,
    number: usize,
    tables: [&'static Table; TABLES],
) -> ForeignKey {
    let reference = shape.tables[table].keys[number];
    let composite = shape.tables[reference.target].composite;
    let columns: &'static [u16] = match (number, composite) {
        (0, false) => &[2],
        (0, true) => &[2, 3],
        (_, false) => &[4],
        (_, true) => &[4, 5],
    };
    let referenced: &'static [u16] = if composite { &[0, 1] } else { &[0] };
    let mut key = ForeignKey::new(columns, tables[reference.target], referenced)
        .on_delete(reference.on_delete);
    if reference.follows {
        key = key.on_update(Action::Cascade);
    }
    if reference.deferred {
        key = key.deferrable(Deferrable::InitiallyDeferred);
    }
    key
}

const fn uniques(shape: Shape, table: usize) -> &'static [Unique] {
    const TEXT: Unique = Unique::new(&[6]);
    const ONE: Unique = Unique::new(&[2]);
    const TWO: Unique = Unique::new(&[2, 3]);
    const ALONE: &[Unique] = &[TEXT];
    const FIRST: &[Unique] = &[ONE];
    const BOTH: &[Unique] = &[TWO];
    const WITH_FIRST: &[Unique] = &[ONE, TEXT];
    const WITH_BOTH: &[Unique] = &[TWO, TEXT];
    let choice = shape.tables[table];
    let composite = shape.tables[choice.keys[0].target].composite;
    match (choice.one_to_one, composite, choice.unique_text) {
        (false, _, false) => &[],
        (false, _, true) => ALONE,
        (true, false, false) => FIRST,
        (true, true, false) => BOTH,
        (true, false, true) => WITH_FIRST,
        (true, true, true) => WITH_BOTH,
    }
}

const fn identity(composite: bool) -> &'static [u16] {
    if composite { &[0, 1] } else { &[0] }
}

/// The columns of a table of links: two for the row on either side.
const LINK_COLUMNS: [Column; 4] = columns([
    ("x0", "INTEGER", I64, NOT_NULL),
    ("x1", "INTEGER", I64, NULL),
    ("y0", "INTEGER", I64, NOT_NULL),
    ("y1", "INTEGER", I64, NULL),
]);

const fn link_key(shape: Shape, side: usize, tables: [&'static Table; TABLES]) -> ForeignKey {
    let target = shape.ends[side];
    let composite = shape.tables[target].composite;
    let columns: &'static [u16] = match (side, composite) {
        (0, false) => &[0],
        (0, true) => &[0, 1],
        (_, false) => &[2],
        (_, true) => &[2, 3],
    };
    let key = ForeignKey::new(columns, tables[target], identity(composite));
    if shape.cascades[side] {
        key.on_delete(Action::Cascade)
    } else {
        key
    }
}

const fn link_identity(shape: Shape) -> &'static [u16] {
    let [x, y] = shape.ends;
    match (shape.tables[x].composite, shape.tables[y].composite) {
        (false, false) => &[0, 2],
        (true, false) => &[0, 1, 2],
        (false, true) => &[0, 2, 3],
        (true, true) => &[0, 1, 2, 3],
    }
}

/// As many relationships as a table can have: its own two, the other ends of eight, and links from both sides.
const MOST: usize = 12;

/// The relationships of a table, and how many there are.
const fn relationships(
    shape: Shape,
    table: usize,
    entities: [&'static Entity; TABLES],
    link: &'static Table,
) -> ([RelationshipFact; MOST], usize) {
    let targets = shape.tables[table].keys;
    let mut facts = [RelationshipFact::belongs_to("a", entities[targets[0].target], 0); MOST];
    facts[1] = RelationshipFact::belongs_to("b", entities[targets[1].target], 1);
    let mut count = 2;
    let mut source = 0;
    while source < TABLES {
        let choice = shape.tables[source];
        if choice.keys[0].target == table {
            facts[count] = if choice.one_to_one {
                RelationshipFact::has_one("of_a", entities[source], 0)
            } else {
                RelationshipFact::has_many("of_a", entities[source], 0)
            };
            count += 1;
        }
        if choice.keys[1].target == table {
            facts[count] = RelationshipFact::has_many("of_b", entities[source], 1);
            count += 1;
        }
        source += 1;
    }
    let [x, y] = shape.ends;
    if x == table {
        facts[count] = RelationshipFact::many_to_many("y", entities[y], link, [0, 1]);
        count += 1;
    }
    if y == table {
        facts[count] = RelationshipFact::many_to_many("x", entities[x], link, [1, 0]);
        count += 1;
    }
    (facts, count)
}

macro_rules! schemas {
    ($($name:ident $seed:literal)*) => {
        $(mod $name {
            use super::*;

            const SHAPE: Shape = shape($seed);

            static ENTITY: [&Entity; TABLES] = [&E0, &E1, &E2, &E3];

            schemas!(@table 0 "t0" T0 C0 F0 R0 E0);
            schemas!(@table 1 "t1" T1 C1 F1 R1 E1);
            schemas!(@table 2 "t2" T2 C2 F2 R2 E2);
            schemas!(@table 3 "t3" T3 C3 F3 R3 E3);

            static LINK_KEYS: [ForeignKey; 2] = [
                link_key(SHAPE, 0, [&T0, &T1, &T2, &T3]),
                link_key(SHAPE, 1, [&T0, &T1, &T2, &T3]),
            ];
            static LINK: Table = Table::new("l")
                .columns(&LINK_COLUMNS)
                .primary_key(link_identity(SHAPE))
                .foreign_keys(&LINK_KEYS);

            pub(super) fn schema() -> Schema {
                Schema { shape: SHAPE, entities: ENTITY }
            }
        })*

        /// The schemas.
        pub(super) fn all() -> Vec<Schema> {
            vec![$($name::schema()),*]
        }
    };
    (@table $number:literal $sql:literal $table:ident $columns:ident $keys:ident $facts:ident $entity:ident) => {
        static $columns: [Column; 8] = facts(SHAPE, $number);
        static $keys: [ForeignKey; 2] = [
            key(SHAPE, $number, 0, [&T0, &T1, &T2, &T3]),
            key(SHAPE, $number, 1, [&T0, &T1, &T2, &T3]),
        ];
        static $table: Table = Table::new($sql)
            .columns(&$columns)
            .primary_key(identity(SHAPE.tables[$number].composite))
            .uniques(uniques(SHAPE, $number))
            .foreign_keys(&$keys);
        static $facts: ([RelationshipFact; MOST], usize) =
            relationships(SHAPE, $number, [&E0, &E1, &E2, &E3], &LINK);
        static $entity: Entity = Entity::of::<Dynamic>(&$table, $facts.0.split_at($facts.1).0);
    };
}

schemas! {
    s00 1 s01 2 s02 3 s03 4 s04 5 s05 6 s06 7 s07 8 s08 9 s09 10 s10 11 s11 12 s12 13 s13 14 s14 15 s15 16
    s16 17 s17 18 s18 19 s19 20 s20 21 s21 22 s22 23 s23 24 s24 25 s25 26 s26 27 s27 28 s28 29 s29 30 s30 31 s31 32
    s32 33 s33 34 s34 35 s35 36 s36 37 s37 38 s38 39 s39 40 s40 41 s41 42 s42 43 s43 44 s44 45 s45 46 s46 47 s47 48
    s48 49 s49 50 s50 51 s51 52 s52 53 s53 54 s54 55 s55 56 s56 57 s57 58 s58 59 s59 60 s60 61 s61 62 s62 63 s63 64
}
