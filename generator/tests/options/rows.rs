//! How is each option said in a file, on the command line and in a program?

use ormgen::{
    Config, Dates, Dialect, Inference, Layout, MissingReferences, Visibility,
    options::{Column, Enum, OnDelete, Relationship, Table},
};

/// An option: its key, how it is said in the file, on the command line, and in a program.
pub(super) struct Row {
    pub(super) key: &'static str,
    pub(super) file: &'static str,
    pub(super) arguments: &'static [&'static str],
    pub(super) program: fn(Config) -> Config,
}

const fn row(
    key: &'static str,
    file: &'static str,
    arguments: &'static [&'static str],
    program: fn(Config) -> Config,
) -> Row {
    Row {
        key,
        file,
        arguments,
        program,
    }
}

/// Options that are not of one table are on the command line too.
pub(super) const ROWS: &[Row] = &[
    row(
        "dialect",
        "dialect = 'generic'",
        &["--dialect", "generic"],
        |config| config.dialect(Dialect::Generic),
    ),
    row(
        "include",
        "include = ['user*']",
        &["--include", "user*"],
        |config| config.include("user*"),
    ),
    row(
        "exclude",
        "exclude = ['log']",
        &["--exclude", "log"],
        |config| config.exclude("log"),
    ),
    row(
        "layout",
        "layout = 'one-file'",
        &["--layout", "one-file"],
        |config| config.layout(Layout::OneFile),
    ),
    row(
        "visibility",
        "visibility = 'pub(crate)'",
        &["--visibility", "pub(crate)"],
        |config| config.visibility(Visibility::Crate),
    ),
    row(
        "missing-references",
        "missing-references = 'error'",
        &["--missing-references", "error"],
        |config| config.missing_references(MissingReferences::Error),
    ),
    row("views", "views = true", &["--views"], |config| {
        config.views(true)
    }),
    // Of SQLite's scripts alone.
    row(
        "verbatim",
        "verbatim = true\ndialect = 'sqlite'",
        &["--verbatim", "--dialect", "sqlite"],
        |config| config.verbatim(true).dialect(Dialect::Sqlite),
    ),
    row(
        "infer.check-enums",
        "infer.check-enums = false",
        &["--infer", "no-check-enums"],
        |config| config.infer(Inference::CheckEnums, false),
    ),
    row(
        "infer.check-bools",
        "infer.check-bools = false",
        &["--infer", "no-check-bools"],
        |config| config.infer(Inference::CheckBools, false),
    ),
    row(
        "infer.bookkeeping",
        "infer.bookkeeping = true",
        &["--infer", "bookkeeping"],
        |config| config.infer(Inference::Bookkeeping, true),
    ),
    row(
        "infer.by-convention",
        "infer.by-convention = true",
        &["--infer", "by-convention"],
        |config| config.infer(Inference::ByConvention, true),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'text'",
        &["--without", "chrono"],
        |config| config.without("chrono").unwrap(),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'time'",
        &["--dates", "time"],
        |config| config.dates(Dates::Time),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'jiff'",
        &["--dates", "jiff"],
        |config| config.dates(Dates::Jiff),
    ),
    row(
        "libraries.decimals",
        "libraries.decimals = 'text'",
        &["--without", "rust_decimal"],
        |config| config.without("rust_decimal").unwrap(),
    ),
    row(
        "libraries.json",
        "libraries.json = 'text'",
        &["--without", "serde_json"],
        |config| config.without("serde_json").unwrap(),
    ),
    row(
        "libraries.uuids",
        "libraries.uuids = 'text'",
        &["--without", "uuid"],
        |config| config.without("uuid").unwrap(),
    ),
    row(
        "infer.inline-references",
        "dialect = 'mysql'\ninfer.inline-references = false",
        &["--dialect", "mysql", "--infer", "no-inline-references"],
        |config| {
            let config = config.dialect(Dialect::Mysql);
            config.infer(Inference::InlineReferences, false)
        },
    ),
    row(
        "infer.many-to-many",
        "infer.many-to-many = false",
        &["--infer", "no-many-to-many"],
        |config| config.infer(Inference::ManyToMany, false),
    ),
    row(
        "inflection.irregular.*",
        "inflection.irregular.logbook = 'log'",
        &[],
        |config| config.irregular("logbook", "log"),
    ),
    row(
        "inflection.uncountable",
        "inflection.uncountable = ['users']",
        &[],
        |config| config.uncountable("users"),
    ),
    row(
        "derive",
        "derive = ['a::B']",
        &["--derive", "a::B"],
        |config| config.derive("a::B"),
    ),
    row("types.*", "types.'decimal(5,2)' = 'a::B'", &[], |config| {
        config.rust_type("decimal(5,2)", "a::B")
    }),
    row(
        "tables.*.derive",
        "tables.users.derive = ['a::B']",
        &[],
        |config| config.table("users", Table::new().derive("a::B")),
    ),
    row(
        "tables.*.attributes",
        "tables.users.attributes = ['#[a]']",
        &[],
        |config| config.table("users", Table::new().attribute("#[a]")),
    ),
    row(
        "tables.*.entity",
        "tables.user_roles.entity = false",
        &[],
        |config| config.table("user_roles", Table::new().entity(false)),
    ),
    row(
        "tables.*.association",
        "tables.user_roles.association = false",
        &[],
        |config| config.table("user_roles", Table::new().association(false)),
    ),
    row(
        "tables.*.primary-key",
        "tables.keyless.primary-key = ['a', 'b']",
        &[],
        |config| config.table("keyless", Table::new().primary_key(["a", "b"])),
    ),
    row(
        "tables.*.unique",
        "tables.log.unique = [['user_id', 'role_id']]",
        &[],
        |config| config.table("log", Table::new().unique(["user_id", "role_id"])),
    ),
    row(
        "tables.*.version",
        "tables.keyless.version = 'b'",
        &[],
        |config| config.table("keyless", Table::new().version("b")),
    ),
    row(
        "tables.*.foreign-keys.*",
        "tables.log.foreign-keys.level = 'users (id)'",
        &[],
        |config| config.table("log", Table::new().foreign_key("level", "users (id)")),
    ),
    row(
        "tables.*.columns.*.type",
        "tables.users.columns.born.type = 'a::B'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().rust_type("a::B")),
            )
        },
    ),
    row(
        "tables.*.columns.*.with",
        "tables.users.columns.born.with = 'a::b'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().with("a::b")),
            )
        },
    ),
    row(
        "tables.*.columns.*.attributes",
        "tables.users.columns.born.attributes = ['#[a]']",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().attribute("#[a]")),
            )
        },
    ),
    row(
        "tables.*.columns.*.sensitive",
        "tables.users.columns.born.sensitive = true",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().sensitive(true)),
            )
        },
    ),
    row(
        "tables.*.columns.*.deferred",
        "tables.users.columns.born.deferred = true",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().deferred(true)),
            )
        },
    ),
    row(
        "tables.*.columns.*.enum.derive",
        "tables.roles.columns.kind.enum.derive = ['a::B']",
        &[],
        |config| config.table("roles", kind(Enum::new().derive("a::B"))),
    ),
    row(
        "tables.*.relationships.*.one-to-one",
        "tables.log.relationships.user_id.one-to-one = true",
        &[],
        |config| config.table("log", writer(Relationship::new().one_to_one(true))),
    ),
    row(
        "tables.*.relationships.*.on-delete",
        "tables.log.relationships.user_id.on-delete = 'cascade'",
        &[],
        |config| {
            let one = Relationship::new().on_delete(OnDelete::Cascade);
            config.table("log", writer(one))
        },
    ),
    row(
        "tables.*.relationships.*.delete-orphans",
        "tables.log.relationships.user_id.delete-orphans = true",
        &[],
        |config| config.table("log", writer(Relationship::new().delete_orphans(true))),
    ),
    row(
        "tables.*.relationships.*.order-by",
        "tables.log.relationships.user_id.order-by = ['level desc', 'id']",
        &[],
        |config| {
            let one = Relationship::new().order_by(["level desc", "id"]);
            config.table("log", writer(one))
        },
    ),
    row(
        "tables.*.relationships.*.read-only",
        "tables.log.relationships.user_id.read-only = true",
        &[],
        |config| config.table("log", writer(Relationship::new().read_only(true))),
    ),
    row(
        "enums.*.derive",
        "enums.mood.derive = ['a::B']",
        &[],
        |config| config.enumeration("mood", Enum::new().derive("a::B")),
    ),
    row(
        "tables.*.name",
        "tables.users.name = 'Member'",
        &[],
        |config| config.table("users", Table::new().name("Member")),
    ),
    row(
        "tables.*.columns.*.name",
        "tables.users.columns.born.name = 'birth'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().name("birth")),
            )
        },
    ),
    row(
        "tables.*.columns.*.enum.name",
        "tables.roles.columns.kind.enum.name = 'Kind'",
        &[],
        |config| config.table("roles", kind(Enum::new().name("Kind"))),
    ),
    row(
        "tables.*.columns.*.enum.variants.*",
        "tables.roles.columns.kind.enum.variants.a = 'Alpha'",
        &[],
        |config| config.table("roles", kind(Enum::new().variant("a", "Alpha"))),
    ),
    row(
        "tables.*.columns.*.enum.open",
        "tables.roles.columns.kind.enum.open = true",
        &[],
        |config| config.table("roles", kind(Enum::new().open(true))),
    ),
    row("enums.*.open", "enums.mood.open = true", &[], |config| {
        config.enumeration("mood", Enum::new().open(true))
    }),
    row(
        "tables.*.relationships.*.name",
        "tables.log.relationships.user_id.name = 'writer'",
        &[],
        |config| config.table("log", writer(Relationship::new().name("writer"))),
    ),
    row(
        "tables.*.relationships.*.inverse",
        "tables.log.relationships.user_id.inverse = 'written'",
        &[],
        |config| config.table("log", writer(Relationship::new().inverse("written"))),
    ),
    row(
        "tables.*.many-to-many.*",
        "tables.user_roles.many-to-many.'user_id -> role_id' = 'parts'",
        &[],
        |config| {
            let table = Table::new().many_to_many("user_id -> role_id", "parts");
            config.table("user_roles", table)
        },
    ),
    row(
        "enums.*.name",
        "enums.mood.name = 'Feeling'",
        &[],
        |config| config.enumeration("mood", Enum::new().name("Feeling")),
    ),
    row(
        "enums.*.variants.*",
        "enums.mood.variants.so-so = 'Meh'",
        &[],
        |config| config.enumeration("mood", Enum::new().variant("so-so", "Meh")),
    ),
];

fn kind(one: Enum) -> Table {
    Table::new().column("kind", Column::new().enumeration(one))
}

fn writer(one: Relationship) -> Table {
    Table::new().relationship("user_id", one)
}
