//! The `ormgen` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ormgen::cli::main()
}
