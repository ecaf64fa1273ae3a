//! Is generated code clean for rustfmt, the compiler, clippy and rustdoc, in every kind of crate that a user may have?

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The models of a schema, and the module that they become.
pub(crate) struct Models {
    pub(crate) module: String,
    /// The name and the text of each file.
    pub(crate) files: Vec<(String, String)>,
}

/// A kind of crate.
struct Kind {
    name: &'static str,
    root: &'static str,
    edition: &'static str,
    /// Whether the models are there by `include!`, as behind a build script, and not as `mod`.
    included: bool,
}

/// Each pair of root, edition and form is here.
const KINDS: [Kind; 4] = [
    Kind {
        name: "library-2021",
        root: "lib.rs",
        edition: "2021",
        included: false,
    },
    Kind {
        name: "library-2024",
        root: "lib.rs",
        edition: "2024",
        included: true,
    },
    Kind {
        name: "binary-2021",
        root: "main.rs",
        edition: "2021",
        included: true,
    },
    Kind {
        name: "binary-2024",
        root: "main.rs",
        edition: "2024",
        included: false,
    },
];

/// The lints that generated code keeps: all that warn, and those that users most often add.
const WORKSPACE: &str = r#"
[workspace]
resolver = "3"
members = ["library-2021", "library-2024", "binary-2021", "binary-2024"]

[workspace.lints.rust]
warnings = { level = "deny", priority = -1 }
missing_docs = "deny"

[workspace.lints.clippy]
all = { level = "deny", priority = -1 }
"#;

/// Compiles the models in a crate of each kind and tells all that is not clean.
#[track_caller]
pub(crate) fn assert_clean(name: &str, schemas: &[Models]) {
    let workspace = temporary(name);
    let models = workspace.join("models");
    for schema in schemas {
        for (file, text) in &schema.files {
            write(&models.join(&schema.module).join(file), text);
        }
    }
    write(&workspace.join("Cargo.toml"), WORKSPACE);
    for kind in &KINDS {
        write_crate(kind, &workspace.join(kind.name), schemas);
    }
    lock(&workspace);

    let roots = schemas
        .iter()
        .map(|schema| models.join(&schema.module).join("mod.rs"));
    let roots: Vec<_> = roots.collect();
    for edition in ["2021", "2024"] {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--color", "never", "--edition", edition]);
        rustfmt.args(&roots);
        assert_silent(&mut rustfmt);
    }
    let arguments = ["clippy", "--workspace", "--keep-going", "--quiet"];
    assert_silent(cargo(&workspace).args(arguments));
    let arguments = ["doc", "--no-deps", "--package", "library-2024", "--quiet"];
    assert_silent(
        cargo(&workspace)
            .args(arguments)
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    );
}

/// A folder of this name for crates that are compiled here.
pub(crate) fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("crates")
        .join(name)
}

/// Cargo in a folder. All that is compiled here shares one target directory, so that dependencies are compiled once, and
/// has no debug information, so that it is compiled soon.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", temporary("target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "none")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_NET_OFFLINE", "true");
    cargo
}

/// The folder of a package of this workspace, as a manifest writes it.
pub(crate) fn package(name: &str) -> String {
    format!("{:?}", Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
}

/// Gives a crate the versions that the workspace has, so that it needs no others.
pub(crate) fn lock(folder: &Path) {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(ours, folder.join("Cargo.lock")).unwrap();
}

/// Writes a file unless it has this text, so that cargo finds it as old as it is.
pub(crate) fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn write_crate(kind: &Kind, folder: &Path, schemas: &[Models]) {
    let manifest = format!(
        r#"
[package]
name = "{}"
edition = "{}"

[dependencies.ormgen-runtime]
path = {}
features = ["chrono", "jiff", "rust_decimal", "serde_json", "time", "uuid"]

[lints]
workspace = true
"#,
        kind.name,
        kind.edition,
        package("runtime"),
    );
    write(&folder.join("Cargo.toml"), &manifest);

    // A program has its models to itself, and nothing uses them here.
    let (visible, end) = match kind.root {
        "lib.rs" => ("pub ", ""),
        _ => ("", "\nfn main() {}\n"),
    };
    let mut root = String::from("//! Models.\n");
    for Models { module, .. } in schemas {
        let path = format!("../../models/{module}/mod.rs");
        root += &if kind.included {
            format!("\n/// Included.\n{visible}mod {module} {{\n    include!(\"{path}\");\n}}\n")
        } else {
            format!("\n/// A folder.\n#[path = \"{path}\"]\n{visible}mod {module};\n")
        };
    }
    root += end;
    write(&folder.join("src").join(kind.root), &root);
}

/// Runs a command that has nothing to say where all is well.
#[track_caller]
pub(crate) fn assert_silent(command: &mut Command) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        output.status.success() && said.trim().is_empty(),
        "{command:?}\n{said}"
    );
}
