//! Schemas that chance made: what they are, and how a session is told of them.
//!
//! Four tables of eight columns, with two foreign keys each to any of the four, and a table of links between two of them.
//! They refer to each other as those of a program do, which only statics can: so they are made at compile time.

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
    pub(super) on_update: Action,
    pub(super) deferred: bool,
}

impl Reference {
    /// Whether a deletion is checked at the commit alone: RESTRICT never waits.
    pub(super) fn waits(&self) -> bool {
        self.deferred && self.on_delete != Action::Restrict
    }
}

/// The schemas of a build are those from this number on: `ORMGEN_SCHEMAS` has other ones made.
pub(super) const FIRST: u64 = match option_env!("ORMGEN_SCHEMAS") {
    Some(number) => read(number.as_bytes()),
    None => 0,
};

const fn read(digits: &[u8]) -> u64 {
    let mut number = 0;
    let mut place = 0;
    while place < digits.len() {
        assert!(digits[place].is_ascii_digit(), "ORMGEN_SCHEMAS is a number");
        number = number * 10 + (digits[place] - b'0') as u64;
        place += 1;
    }
    number
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
    let on_update = match chance(seed, tag + 4) % 15 {
        0..5 => Action::Cascade,
        5 => Action::SetNull,
        6 => Action::SetDefault,
        7 => Action::Restrict,
        _ => Action::NoAction,
    };
    let needs_null = matches!(on_delete, Action::SetNull | Action::SetDefault)
        || matches!(on_update, Action::SetNull | Action::SetDefault);
    // Tables that need each other in a circle cannot have rows at all; a few may try.
    let may_be_required = target < table || one_in(5, seed, tag + 2);
    Reference {
        target,
        nullable: needs_null || !may_be_required || one_in(2, seed, tag + 3),
        on_delete,
        on_update,
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
        .on_delete(reference.on_delete)
        .on_update(reference.on_update);
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

            const SHAPE: Shape = shape(FIRST + $seed);

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
    s001 1 s002 2 s003 3 s004 4 s005 5 s006 6 s007 7 s008 8 s009 9 s010 10 s011 11 s012 12 s013 13 s014 14 s015 15
    s016 16 s017 17 s018 18 s019 19 s020 20 s021 21 s022 22 s023 23 s024 24 s025 25 s026 26 s027 27 s028 28 s029
    29 s030 30 s031 31 s032 32 s033 33 s034 34 s035 35 s036 36 s037 37 s038 38 s039 39 s040 40 s041 41 s042 42
    s043 43 s044 44 s045 45 s046 46 s047 47 s048 48 s049 49 s050 50 s051 51 s052 52 s053 53 s054 54 s055 55 s056
    56 s057 57 s058 58 s059 59 s060 60 s061 61 s062 62 s063 63 s064 64 s065 65 s066 66 s067 67 s068 68 s069 69
    s070 70 s071 71 s072 72 s073 73 s074 74 s075 75 s076 76 s077 77 s078 78 s079 79 s080 80 s081 81 s082 82 s083
    83 s084 84 s085 85 s086 86 s087 87 s088 88 s089 89 s090 90 s091 91 s092 92 s093 93 s094 94 s095 95 s096 96
    s097 97 s098 98 s099 99 s100 100 s101 101 s102 102 s103 103 s104 104 s105 105 s106 106 s107 107 s108 108 s109
    109 s110 110 s111 111 s112 112 s113 113 s114 114 s115 115 s116 116 s117 117 s118 118 s119 119 s120 120 s121
    121 s122 122 s123 123 s124 124 s125 125 s126 126 s127 127 s128 128 s129 129 s130 130 s131 131 s132 132 s133
    133 s134 134 s135 135 s136 136 s137 137 s138 138 s139 139 s140 140 s141 141 s142 142 s143 143 s144 144 s145
    145 s146 146 s147 147 s148 148 s149 149 s150 150 s151 151 s152 152 s153 153 s154 154 s155 155 s156 156 s157
    157 s158 158 s159 159 s160 160 s161 161 s162 162 s163 163 s164 164 s165 165 s166 166 s167 167 s168 168 s169
    169 s170 170 s171 171 s172 172 s173 173 s174 174 s175 175 s176 176 s177 177 s178 178 s179 179 s180 180 s181
    181 s182 182 s183 183 s184 184 s185 185 s186 186 s187 187 s188 188 s189 189 s190 190 s191 191 s192 192
}
