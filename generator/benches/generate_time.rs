//! How long does `ormgen schema.sql -o models` take, and how much memory, as the input grows?
//!
//! `cargo bench -p ormgen --bench generate_time [-- CORPUS]` runs the command on the longest script below CORPUS, or below
//! ORMGEN_CORPUS, on schemas of 100, 1,000 and 10,000 tables, and on what is large in one way only, and prints the best
//! times. It fails where the longest script takes a second, or where ten times the input takes far more than ten times as
//! long.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// How often each case runs; the best time counts.
const RUNS: usize = 3;

/// What the longest script of the corpus may take.
const SECOND: Duration = Duration::from_secs(1);

/// How many times more a table may cost in a schema of ten times as many.
const PROPORTION: f64 = 1.5;

/// How many bytes of rows the scripts have that are mostly rows.
const ROWS: usize = 100_000_000;

/// A schema that is large in one way.
type Schema = fn(usize) -> String;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let bench = Bench(folder.path().to_owned());
    let mut fine = true;
    println!(
        "{:36} {:>9} {:>9} {:>9} {:>11} {:>9}",
        "", "input", "generate", "catalog", "per unit", "memory"
    );
    match corpus().as_deref().and_then(longest) {
        Some(script) => {
            let lines = fs::read_to_string(&script).map_or(0, |text| text.lines().count());
            let name = script.file_name().unwrap_or_default().to_string_lossy();
            let time = bench.measure(&format!("{name}, {lines} lines"), &script, lines);
            fine &= time < SECOND;
        }
        None => println!("no corpus: name its folder, or set ORMGEN_CORPUS"),
    }
    let grows: [(&str, Schema, [usize; 3]); 7] = [
        ("tables", tables, [100, 1_000, 10_000]),
        ("columns of a table", columns, [100, 1_000, 10_000]),
        (
            "foreign keys to one table",
            references,
            [100, 1_000, 10_000],
        ),
        ("literals of an enum", literals, [100, 1_000, 10_000]),
        (
            "foreign keys of a table",
            foreign_keys,
            [100, 1_000, 10_000],
        ),
        ("checks of a table", checks, [100, 1_000, 10_000]),
        ("unique columns of a table", uniques, [100, 1_000, 10_000]),
    ];
    for (what, schema, sizes) in grows {
        let times = sizes.map(|size| {
            let script = bench.write("schema.sql", &schema(size));
            bench.measure(&format!("{size} {what}"), &script, size)
        });
        fine &= in_proportion(times[1], times[2]);
    }
    let times = [400, 4_000].map(|size| {
        let migrations = bench.migrations(size);
        bench.measure(&format!("{size} migrations"), &migrations, size)
    });
    fine &= in_proportion(times[0], times[1]);
    for (what, script) in [("INSERT", bench.inserts()), ("COPY", bench.copies())] {
        let script = script.expect("the script can be written");
        bench.measure(
            &format!("{} MB of {what}", ROWS / 1_000_000),
            &script,
            ROWS / 1_000_000,
        );
    }
    match fine {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn in_proportion(small: Duration, large: Duration) -> bool {
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    println!("{:36} {ratio:.1} times as long for ten times as much", "");
    ratio < 10.0 * PROPORTION
}

/// The folder that is named on the command line, or else in the environment; cargo adds options of its own.
fn corpus() -> Option<PathBuf> {
    let named = env::args_os()
        .skip(1)
        .find(|one| !one.to_string_lossy().starts_with("--"));
    named
        .or_else(|| env::var_os("ORMGEN_CORPUS"))
        .map(PathBuf::from)
}

/// The script with the most lines below a folder.
fn longest(folder: &Path) -> Option<PathBuf> {
    let (mut folders, mut longest) = (vec![folder.to_owned()], None);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sql") {
                let bytes = fs::read(&path).unwrap_or_default();
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                longest = longest.max(Some((lines, path)));
            }
        }
    }
    longest.map(|(_, path)| path)
}

/// Where scripts and models are written.
struct Bench(PathBuf);

impl Bench {
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("the script can be written");
        path
    }

    /// Generates from a script or folder and lists it, prints what that takes, and gives the time of the former.
    fn measure(&self, what: &str, input: &Path, units: usize) -> Duration {
        let models = self.0.join("models");
        let (mut generate, mut list) = (Duration::MAX, Duration::MAX);
        let mut memory = 0;
        for _ in 0..RUNS {
            // The first time a folder has no models, as on most first runs.
            let _ = fs::remove_dir_all(&models);
            let (time, peak) = run(Command::new(env!("CARGO_BIN_EXE_ormgen"))
                .arg(input)
                .arg("-o")
                .arg(&models));
            (generate, memory) = (generate.min(time), memory.max(peak));
            let (time, peak) = run(Command::new(env!("CARGO_BIN_EXE_ormgen"))
                .arg("catalog")
                .arg(input));
            (list, memory) = (list.min(time), memory.max(peak));
        }
        println!(
            "{what:36} {:>6.1} MB {:>7.0} ms {:>7.0} ms {:>8.1} µs {:>6} MB",
            size(input) as f64 / 1e6,
            generate.as_secs_f64() * 1e3,
            list.as_secs_f64() * 1e3,
            generate.as_secs_f64() * 1e6 / units as f64,
            memory / 1024,
        );
        generate
    }

    /// A folder of numbered migrations, each of which creates a table and changes the one before.
    fn migrations(&self, number: usize) -> PathBuf {
        let folder = self.0.join(format!("migrations-{number}"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        for n in 1..=number {
            let mut text = table(n);
            if n > 1 {
                let before = n - 1;
                let _ = writeln!(text, "ALTER TABLE item_{before} ADD COLUMN added_{n} TEXT;");
                let _ = writeln!(
                    text,
                    "ALTER TABLE item_{before} RENAME COLUMN note TO remark;"
                );
                let _ = writeln!(text, "ALTER TABLE item_{before} DROP COLUMN flag;");
            }
            fs::write(folder.join(format!("{n:05}_item.sql")), text)
                .expect("the script can be written");
        }
        folder
    }

    fn inserts(&self) -> io::Result<PathBuf> {
        self.rows("inserts.sql", "", |out, n| {
            writeln!(out, "INSERT INTO item_1 VALUES ({n}, 'It''s a; \"name\" /* {n} */', 12.5, NULL, '2024-02-29');")
        })
    }

    fn copies(&self) -> io::Result<PathBuf> {
        self.rows(
            "copies.sql",
            "COPY item_1 (id, name) FROM stdin;\n",
            |out, n| {
                writeln!(
                    out,
                    "{n}\tIt's a; \"name\" /* {n} */\t12.5\t\\N\t2024-02-29 00:00:00"
                )
            },
        )
    }

    fn rows(
        &self,
        name: &str,
        head: &str,
        row: impl Fn(&mut Vec<u8>, usize) -> io::Result<()>,
    ) -> io::Result<PathBuf> {
        let path = self.0.join(name);
        let mut file = BufWriter::new(fs::File::create(&path)?);
        file.write_all(table(1).as_bytes())?;
        file.write_all(head.as_bytes())?;
        let (mut written, mut line) = (0, Vec::new());
        for n in 0.. {
            line.clear();
            row(&mut line, n)?;
            file.write_all(&line)?;
            written += line.len();
            if written > ROWS {
                break;
            }
        }
        if !head.is_empty() {
            file.write_all(b"\\.\n")?;
        }
        file.flush()?;
        Ok(path)
    }
}

/// The time of a run that has to succeed, and the most memory that it was seen to have, in KiB; 0 where that is not told.
fn run(command: &mut Command) -> (Duration, usize) {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("ormgen can be run");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        if let Some(code) = child.try_wait().expect("ormgen can be waited for") {
            break code;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    };
    let time = start.elapsed();
    assert!(code.success(), "{command:?}");
    (time, peak)
}

/// How many bytes a script has, or those in a folder have.
fn size(input: &Path) -> u64 {
    match fs::read_dir(input) {
        Ok(entries) => entries.flatten().map(|entry| size(&entry.path())).sum(),
        Err(_) => fs::metadata(input).map_or(0, |file| file.len()),
    }
}

/// A table as a migration would create it.
fn table(n: usize) -> String {
    let parent = (n / 2).max(1);
    format!(
        "CREATE TABLE item_{n} (\n    id SERIAL PRIMARY KEY,\n    parent_id INTEGER NOT NULL REFERENCES item_{parent} (id),\n    \
         name VARCHAR(100) NOT NULL UNIQUE,\n    note TEXT DEFAULT 'none',\n    flag BOOLEAN NOT NULL DEFAULT false\n);\n"
    )
}

/// Tables as pg_dump writes them: keys, indexes and comments behind all tables.
fn tables(number: usize) -> String {
    let (mut tables, mut keys) = (String::new(), String::new());
    let _ = writeln!(
        tables,
        "CREATE TYPE public.state AS ENUM ('draft', 'open', 'closed');\n"
    );
    for n in 1..=number {
        let (parent, owner) = ((n / 2).max(1), (n / 3).max(1));
        let _ = writeln!(
            tables,
            "CREATE TABLE public.item_{n} (\n    id bigint NOT NULL,\n    parent_id bigint NOT NULL,\n    owner_id bigint,\n    \
             name character varying(100) NOT NULL,\n    code text DEFAULT 'x'::text NOT NULL,\n    description text,\n    \
             price numeric(10,2) DEFAULT 0.0,\n    state public.state DEFAULT 'draft'::public.state NOT NULL,\n    \
             data jsonb,\n    created_at timestamp with time zone DEFAULT now() NOT NULL,\n    updated_at timestamp with time zone,\n    \
             CONSTRAINT item_{n}_price_check CHECK ((price >= (0)::numeric))\n);\n\n\
             ALTER TABLE public.item_{n} OWNER TO shop;\n\n\
             COMMENT ON TABLE public.item_{n} IS 'The items of kind {n}; there''s more.';\n\n\
             COMMENT ON COLUMN public.item_{n}.code IS 'What it is called in the shop';\n\n\
             CREATE SEQUENCE public.item_{n}_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;\n\n\
             ALTER TABLE ONLY public.item_{n} ALTER COLUMN id SET DEFAULT nextval('public.item_{n}_id_seq'::regclass);\n"
        );
        let _ = writeln!(
            keys,
            "ALTER TABLE ONLY public.item_{n}\n    ADD CONSTRAINT item_{n}_pkey PRIMARY KEY (id);\n\n\
             ALTER TABLE ONLY public.item_{n}\n    ADD CONSTRAINT item_{n}_code_key UNIQUE (code);\n\n\
             CREATE INDEX item_{n}_name_idx ON public.item_{n} USING btree (name, created_at DESC);\n\n\
             ALTER TABLE ONLY public.item_{n}\n    ADD CONSTRAINT item_{n}_parent_fkey FOREIGN KEY (parent_id) REFERENCES public.item_{parent}(id) ON DELETE CASCADE;\n\n\
             ALTER TABLE ONLY public.item_{n}\n    ADD CONSTRAINT item_{n}_owner_fkey FOREIGN KEY (owner_id) REFERENCES public.item_{owner}(id);\n"
        );
    }
    tables + &keys
}

/// One table of many columns.
fn columns(number: usize) -> String {
    let types = [
        "INTEGER NOT NULL",
        "TEXT",
        "VARCHAR(10) DEFAULT 'x'",
        "TIMESTAMP",
        "NUMERIC(10, 2)",
    ];
    let columns: Vec<_> = (0..number)
        .map(|n| format!("    column_{n} {}", types[n % types.len()]))
        .collect();
    format!(
        "CREATE TABLE wide (\n    id SERIAL PRIMARY KEY,\n{}\n);\n",
        columns.join(",\n")
    )
}

/// Many tables that all refer to the first.
fn references(number: usize) -> String {
    let mut text = "CREATE TABLE users (id SERIAL PRIMARY KEY);\n".to_owned();
    for n in 0..number {
        let _ = writeln!(
            text,
            "CREATE TABLE item_{n} (id SERIAL PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));"
        );
    }
    text
}

/// One table that refers to another in many ways.
fn foreign_keys(number: usize) -> String {
    let columns =
        (0..number).map(|n| format!(",\n    user_{n}_id INTEGER NOT NULL REFERENCES users (id)"));
    format!(
        "CREATE TABLE users (id SERIAL PRIMARY KEY);\nCREATE TABLE item (\n    id SERIAL PRIMARY KEY{}\n);\n",
        columns.collect::<String>()
    )
}

/// One table of which checks say which values its columns have.
fn checks(number: usize) -> String {
    let columns = (0..number).map(|n| {
        format!(",\n    state_{n} VARCHAR(10) NOT NULL CHECK (state_{n} IN ('open', 'done'))")
    });
    format!(
        "CREATE TABLE item (\n    id SERIAL PRIMARY KEY{}\n);\n",
        columns.collect::<String>()
    )
}

/// One table of many keys, each of which another refers to.
fn uniques(number: usize) -> String {
    let codes = (0..number).map(|n| format!(",\n    code_{n} INTEGER NOT NULL UNIQUE"));
    let keys = (0..number).map(|n| format!(",\n    code_{n} INTEGER REFERENCES users (code_{n})"));
    format!(
        "CREATE TABLE users (\n    id SERIAL PRIMARY KEY{}\n);\nCREATE TABLE item (\n    id SERIAL PRIMARY KEY{}\n);\n",
        codes.collect::<String>(),
        keys.collect::<String>()
    )
}

/// An enum of many literals, and tables that have it.
fn literals(number: usize) -> String {
    let literals: Vec<_> = (0..number).map(|n| format!("'literal {n}'")).collect();
    let mut text = format!("CREATE TYPE word AS ENUM ({});\n", literals.join(", "));
    for n in 0..10 {
        let _ = writeln!(
            text,
            "CREATE TABLE item_{n} (id SERIAL PRIMARY KEY, word word NOT NULL DEFAULT 'literal 1');"
        );
    }
    for n in 0..number / 10 {
        let _ = writeln!(
            text,
            "ALTER TYPE word ADD VALUE 'added {n}' AFTER 'literal {n}';"
        );
    }
    text
}
