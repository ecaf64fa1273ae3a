//! Do real schemas, in the dialects that they are published in, give the relationships that they have, and clean models?
//!
//! They are not part of the repository: `ORMGEN_CORPUS` names their folder.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use ormgen::{Config, Outcome, SourceFile, generate};

use super::{
    crates::{Models, assert_clean},
    fixtures::files,
};

const CHINOOK: [&str; 3] = [
    "sqlite/chinook/Chinook_Sqlite.sql",
    "postgres/chinook/Chinook_PostgreSql.sql",
    "mysql/chinook/Chinook_MySql.sql",
];

const SAKILA: [&str; 3] = [
    "sqlite/sakila/sqlite-sakila-schema.sql",
    "postgres/sakila/postgres-sakila-schema.sql",
    "mysql/sakila/mysql-sakila-schema.sql",
];

/// The folder of the schemas. Where it is not set, that is said past the test harness, which keeps what is printed to itself.
fn corpus() -> Option<PathBuf> {
    let corpus = env::var_os("ORMGEN_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        let said = "\nORMGEN_CORPUS IS NOT SET: Chinook and Sakila are not tested\n";
        io::stderr().write_all(said.as_bytes()).unwrap();
    }
    corpus
}

fn run(corpus: &Path, name: &str) -> Outcome {
    let text = fs::read_to_string(corpus.join(name)).unwrap();
    generate(&[SourceFile::new(name, text)], &Config::new())
}

/// Each of the relationships is there, once.
#[track_caller]
fn assert_relationships(name: &str, outcome: &Outcome, expected: &[&str]) {
    for one in expected {
        // Which side of a many-to-many comes first is the script's matter.
        let turned = one
            .split_once(" <-> ")
            .map(|(left, right)| format!("{right} <-> {left}"));
        let ways = [Some((*one).to_owned()), turned];
        let is_it = |line: &&String| {
            let rest = ways
                .iter()
                .flatten()
                .find_map(|way| line.strip_prefix(way.as_str()));
            rest.is_some_and(|rest| rest.starts_with([':', ',', ' ']))
        };
        let found = outcome.relationships.iter().filter(is_it).count();
        assert_eq!(found, 1, "{name}: {one} in {:#?}", outcome.relationships);
    }
}

#[test]
fn chinook_is_understood() {
    let Some(corpus) = corpus() else { return };
    for name in CHINOOK {
        let outcome = run(&corpus, name);
        assert_relationships(
            name,
            &outcome,
            &[
                "Album.artist -> Artist, Artist.albums -> many",
                "Employee.reports_to_employee -> Employee?, Employee.reports_to_employees -> many",
                "Customer.support_rep -> Employee?, Employee.customers -> many",
                "InvoiceLine.invoice -> Invoice, Invoice.invoice_lines -> many",
                "PlaylistTrack.track -> Track, Track.playlist_tracks -> many",
                "Playlist.tracks <-> Track.playlists",
            ],
        );
        assert_eq!(
            files(name, outcome).len(),
            12,
            "eleven tables and mod.rs: {name}"
        );
    }
}

#[test]
fn sakila_is_understood() {
    let Some(corpus) = corpus() else { return };
    for name in SAKILA {
        let outcome = run(&corpus, name);
        assert_relationships(
            name,
            &outcome,
            &[
                "Film.language -> Language, Language.films -> many",
                "Film.original_language -> Language?, Language.original_language_films -> many",
                "FilmActor.film -> Film, Film.film_actors -> many",
                "FilmActor.actor -> Actor, Actor.film_actors -> many",
                "Actor.films <-> Film.actors",
                "Film.categories <-> Category.films",
                "Staff.store -> Store, Store.staff -> many",
                "Store.manager_staff -> Staff",
                "Rental.customer -> Customer, Customer.rentals -> many",
            ],
        );
    }
}

#[test]
fn real_schemas_give_clean_models() {
    let Some(corpus) = corpus() else { return };
    let models = CHINOOK.into_iter().chain(SAKILA).map(|name| Models {
        module: name.split('/').take(2).collect::<Vec<_>>().join("_"),
        files: files(name, run(&corpus, name)),
    });
    assert_clean("real", &models.collect::<Vec<_>>());
}
