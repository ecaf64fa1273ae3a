//! What can be said on the command line? Its help is written here.

use std::path::PathBuf;

use clap::{
    Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::{PathBufValueParser, TypedValueParser},
};

use super::report::Report;
use crate::{Dates, Dialect, Layout, MissingReferences, Visibility};

/// Typed Rust models, with their relationships, from SQL DDL.
///
/// Reads CREATE TABLE scripts, dumps and migrations of SQLite, PostgreSQL, MySQL and others, infers the relationships
/// between the tables, and writes a Rust module for each table, to be linked against ormgen-runtime. The files are yours:
/// check them in, and let `ormgen check` tell when they no longer fit the schema.
#[derive(Debug, Parser)]
#[command(
    name = "ormgen",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "A schema that is called like a command is written with its folder: ./check",
    after_long_help = AFTER
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,

    #[command(flatten)]
    pub(super) generate: Generate,
}

impl Arguments {
    /// What the process was called with. What is wrong with it is told, and ends the process.
    pub(super) fn of_process() -> Self {
        let command = Self::command();
        let verbs: Vec<String> = command
            .get_subcommands()
            .map(|verb| verb.get_name().to_owned())
            .collect();
        // Behind an option clap takes a command for a schema.
        let schema = PathBufValueParser::new().try_map(move |path| {
            match verbs.iter().find(|verb| path.as_os_str() == verb.as_str()) {
                Some(verb) => Err(format!(
                    "`{verb}` is a command, and stands before all options: ormgen {verb} …; a schema of that name is ./{verb}"
                )),
                None => Ok(path),
            }
        });
        let command = command.mut_arg("schema", |argument| argument.value_parser(schema));
        let read = Self::from_arg_matches(&command.get_matches());
        read.unwrap_or_else(|fault| fault.exit())
    }
}

const AFTER: &str = "\
Examples:
  ormgen schema.sql -o src/models          write the models to src/models
  ormgen tables.sql keys.sql -o src/models several files, read one after the other
  ormgen migrations -o src/models          a folder of migrations, in their order
  ormgen sqlite:///app.db -o src/models    an SQLite database
  pg_dump -s shop | ormgen - --stdout      from standard input to standard output
  ormgen check schema.sql -o src/models    are the models in src/models those of the schema?
  ormgen catalog schema.sql                what tables and keys does the schema have?
  ormgen explain schema.sql                which relationships, called what, and why?
  ormgen diagram schema.sql --format svg   a picture of the tables and what leads from one to another
  ormgen diff HEAD:schema.sql schema.sql   what changed, and what of it breaks callers?

Exit status:
  0  all is well
  1  `check` or `diff` found a difference
  2  an error; nothing was written

A schema that is called like a command is written with its folder: ./check";

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Tell whether checked-in models are those of the schema
    ///
    /// Generates the models without writing them and compares them with the files in the output folder. Prints what differs
    /// and exits with 1 where anything does: a file that changed, is missing, or is no longer generated.
    Check(Check),

    /// Print what was understood of the scripts
    ///
    /// Prints the tables that the scripts leave behind, with their columns, keys and foreign keys, before anything is inferred
    /// from them. Faults are told on standard error and change neither what is printed nor the exit status.
    Catalog(Catalog),

    /// Print which relationships were inferred, and why
    ///
    /// Prints every relationship with both of its names, the rule that gave it and the place in the scripts that says so; what
    /// is nearly a relationship, and what it lacks; and columns that are foreign keys by their names and are not declared as
    /// such. Faults are told on standard error and change neither what is printed nor the exit status.
    Explain(Explain),

    /// Draw the tables and what leads from one to another
    ///
    /// Prints an entity-relationship diagram in the language of Mermaid, which GitHub draws, or in that of Graphviz; or the
    /// picture that Graphviz makes of it, whose command `dot` has to be on the PATH. Where a schema has many tables, --around
    /// shows those near one, and `--columns keys` leaves out what is in no key.
    Diagram(Diagram),

    /// Tell what changed between two schemas, and what of it breaks callers
    ///
    /// Prints the tables, columns, keys and relationships that came, went or changed, each with what it is called in Rust, and
    /// what a program that uses the models has to change. Exits with 1 where anything changed.
    Diff(Diff),

    /// Write an ormgen.toml in which every option stands as a comment
    ///
    /// A file that is there already is left alone.
    Init(Init),
}

/// What is read.
#[derive(Args, Debug)]
pub(super) struct Scripts {
    /// SQL scripts, folders of migrations and databases, read one after the other; `-` is standard input
    ///
    /// The migrations of a folder are read in the order in which their tool applies them, without those that lead back:
    /// sqlx, refinery, Diesel, goose, dbmate, golang-migrate, sql-migrate, Flyway, Atlas, tern, Prisma, or plain numbers.
    ///
    /// A database is named by its URL, as sqlite:///app.db. It is opened for reading alone.
    #[arg(required = true, value_name = "SCHEMA")]
    pub(super) schema: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) manner: Manner,
}

/// How what is read is read, and what is told.
#[derive(Args, Debug)]
pub(super) struct Manner {
    /// The SQL of the scripts: sqlite, postgres, mysql, mssql, oracle, duckdb, redshift, snowflake or generic
    ///
    /// Without it, the dialect is told from the scripts' own signs, and a script without any is SQLite's.
    #[arg(long, value_name = "NAME", value_parser = str::parse::<Dialect>)]
    pub(super) dialect: Option<Dialect>,

    /// The file of options, instead of the nearest ormgen.toml beside or above the schema
    ///
    /// The file that is found is the nearest in the folder of the schema or above it, or else in the working directory or above
    /// it, within the repository; schemas in several folders may not have one each. What is said on the command line goes
    /// before what the file says.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Tell all: also what is only worth knowing, what was passed over, and each of very many diagnostics
    #[arg(long, short)]
    pub(super) verbose: bool,

    /// How diagnostics are told: human, short or json
    ///
    /// `short` is a line for each, as file:line:column: error[E0101]: message. `json` is an object in a line for each, and for
    /// all else that is told on standard error.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub(super) message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum MessageFormat {
    Human,
    Short,
    Json,
}

impl Scripts {
    pub(super) fn report(&self) -> Report {
        self.manner.report()
    }
}

impl Manner {
    pub(super) fn report(&self) -> Report {
        Report {
            format: self.message_format,
            verbose: self.verbose,
        }
    }
}

/// What is read, and what is made of it.
#[derive(Args, Debug)]
pub(super) struct Input {
    #[command(flatten)]
    pub(super) scripts: Scripts,

    #[command(flatten)]
    pub(super) choices: Choices,
}

/// Options that `ormgen.toml` has too.
#[derive(Args, Debug)]
pub(super) struct Choices {
    /// Which files there are: file-per-table or one-file
    ///
    /// With one-file there is mod.rs alone, which has the modules within it.
    #[arg(long, value_name = "CHOICE", value_parser = str::parse::<Layout>)]
    pub(super) layout: Option<Layout>,

    /// How widely the models are visible: pub or pub(crate)
    #[arg(long, value_name = "CHOICE", value_parser = str::parse::<Visibility>)]
    pub(super) visibility: Option<Visibility>,

    /// Whose types dates and times have: chrono, time, jiff or text
    ///
    /// They are chrono's where nothing is said. The feature of ormgen-runtime has the name of the library.
    #[arg(long, value_name = "LIBRARY", value_parser = str::parse::<Dates>)]
    pub(super) dates: Option<Dates>,

    /// Text instead of the types of a library: chrono, time, jiff, rust_decimal, serde_json or uuid
    ///
    /// Dates and times are those of chrono unless --dates says otherwise, decimals those of rust_decimal, JSON is serde_json's and UUIDs are uuid's,
    /// each behind the feature of ormgen-runtime that has its name.
    #[arg(long, value_name = "LIBRARY", value_delimiter = ',')]
    pub(super) without: Vec<String>,

    /// Switch a rule of inference on, or off with `no-` before it: check-enums, check-bools, bookkeeping, by-convention,
    /// inline-references or many-to-many
    ///
    /// check-enums and check-bools, which are on, make enums of columns whose check lists their texts, and bools of those whose
    /// check says 0 or 1. bookkeeping gives models to the tables that migration tools keep for themselves. by-convention takes
    /// columns for foreign keys that are called as another table's key and have its type, though none is declared. inline-references,
    /// which is on, takes MySQL's REFERENCES beside a column for a foreign key, though MySQL before 9.0 forgets it. many-to-many,
    /// which is on, lets a table that links two others give each the other's rows.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) infer: Vec<String>,

    /// A trait that every entity and enum derives too: serde::Serialize
    ///
    /// It is written as given, so that it has to have a path that is known where the models are.
    #[arg(long, value_name = "TRAIT", value_delimiter = ',')]
    pub(super) derive: Vec<String>,

    /// Have `create_all` create views and triggers too, or with --verbatim=false not
    ///
    /// They are SQLite's, and created as the script writes them.
    #[arg(
        long,
        value_name = "WHETHER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(super) verbatim: Option<bool>,

    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Options of `ormgen.toml` that say what of the schema is read.
#[derive(Args, Debug)]
pub(super) struct Reading {
    /// Only the tables that a pattern means: shop_*, sales.*
    ///
    /// `*` stands for any letters and `?` for one. A pattern means a table by its name, or by its schema and name.
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    pub(super) include: Vec<String>,

    /// Not the tables that a pattern means
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    pub(super) exclude: Vec<String>,

    /// What a foreign key is that leads nowhere: error or warn
    ///
    /// With `warn` its columns are kept and no relationship follows it.
    #[arg(long, value_name = "CHOICE", value_parser = str::parse::<MissingReferences>)]
    pub(super) missing_references: Option<MissingReferences>,

    /// Take views for read-only entities, or with --views=false leave them out
    ///
    /// Rows of a view are read and joined like others, and not inserted. One whose columns cannot be told is left out, with a note.
    #[arg(
        long,
        value_name = "WHETHER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(super) views: Option<bool>,
}

#[derive(Args, Debug)]
pub(super) struct Generate {
    #[command(flatten)]
    pub(super) input: Input,

    /// The folder for the models: one file for each table, and mod.rs, unless --layout says otherwise
    ///
    /// Files that did not change are not touched. A file that ormgen did not write is never overwritten; one that it wrote
    /// and no longer generates is deleted.
    #[arg(long, short, value_name = "FOLDER", required_unless_present = "stdout")]
    pub(super) output: Option<PathBuf>,

    /// Print the models instead of writing them
    #[arg(long, conflicts_with_all = ["output", "check"])]
    pub(super) stdout: bool,

    /// The short form of `ormgen check`
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) input: Input,

    /// The folder of the models
    #[arg(long, short, value_name = "FOLDER", required = true)]
    pub(super) output: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct Catalog {
    #[command(flatten)]
    pub(super) scripts: Scripts,

    #[command(flatten)]
    pub(super) reading: Reading,

    /// To be read by a person, or by a program
    ///
    /// The fields of the JSON are described in docs/catalog-json.md; they stay as they are, and others may come.
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub(super) format: Form,
}

#[derive(Args, Debug)]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) input: Input,

    /// To be read by a person, or by a program
    ///
    /// The fields of the JSON are described in docs/explain-json.md; they stay as they are, and others may come.
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub(super) format: Form,
}

#[derive(Args, Debug)]
pub(super) struct Diagram {
    #[command(flatten)]
    pub(super) input: Input,

    /// Mermaid's language, Graphviz's, or a picture that its `dot` lays out
    #[arg(long, value_enum, value_name = "FORM", default_value = "mermaid")]
    pub(super) format: Picture,

    /// Only this table and those near it; may be given several times
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    pub(super) around: Vec<String>,

    /// How many foreign keys away from those the others may be
    #[arg(long, value_name = "NUMBER", default_value = "1", requires = "around")]
    pub(super) depth: usize,

    /// Which columns are shown: all, keys or none
    #[arg(
        long,
        value_enum,
        value_name = "CHOICE",
        default_value = "all",
        hide_possible_values = true
    )]
    pub(super) columns: Columns,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Picture {
    Mermaid,
    Dot,
    Svg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Columns {
    All,
    Keys,
    None,
}

#[derive(Args, Debug)]
pub(super) struct Diff {
    /// The schema as it was: a script, a folder of migrations, a database, or either of the former at a revision of git
    ///
    /// A revision is written as git does, HEAD~3:schema.sql, with the path from the root of the repository or behind ./ from
    /// the working directory. It is taken for one where there is no file of that name.
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,

    /// The schema as it is
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,

    #[command(flatten)]
    pub(super) manner: Manner,

    #[command(flatten)]
    pub(super) choices: Choices,

    /// To be read by a person, or by a program
    ///
    /// The fields of the JSON are described in docs/diff-json.md; they stay as they are, and others may come.
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub(super) format: Form,
}

#[derive(Args, Debug)]
pub(super) struct Init {
    /// Another file than ormgen.toml in the working directory
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,

    /// How it is told what was written: human, short or json
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub(super) message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}

impl Generate {
    /// What `--check` stands for.
    pub(super) fn into_check(self) -> Check {
        Check {
            input: self.input,
            output: self.output.unwrap_or_default(),
        }
    }
}
