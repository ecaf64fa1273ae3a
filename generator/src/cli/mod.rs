//! The command: what is said on the command line, and what it answers.

mod arguments;
mod check;
mod generate;
mod report;

use std::{
    io::{self, Read},
    process::ExitCode,
};

use clap::Parser;

use crate::{Config, Outcome, SourceFile, input, origin};
use arguments::{Arguments, Input, Verb};

/// How a run ends.
enum End {
    Fine,
    /// `check` found a difference.
    Differs,
    /// An error, which was told.
    Failed,
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        match end {
            End::Fine => ExitCode::SUCCESS,
            End::Differs => ExitCode::from(1),
            End::Failed => ExitCode::from(2),
        }
    }
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let end = match arguments.verb {
        Some(Verb::Check(arguments)) => check::run(&arguments),
        None if arguments.generate.check => check::run(&arguments.generate.into_check()),
        None => generate::run(&arguments.generate),
    };
    end.into()
}

/// Reads the inputs and generates. What cannot be read is told; diagnostics too.
fn generated(arguments: &Input, output: Option<&std::path::Path>) -> Option<Outcome> {
    let sources = match input::read(&arguments.schema, stdin) {
        Ok(sources) => sources,
        Err(faults) => {
            faults.iter().for_each(|fault| report::error(fault));
            return None;
        }
    };
    let config = config(arguments, output)?;
    let outcome = crate::generate(&sources, &config);
    let failed = report::outcome(&outcome, &sources, arguments.verbose);
    (!failed).then_some(outcome)
}

fn config(arguments: &Input, output: Option<&std::path::Path>) -> Option<Config> {
    let mut config = Config::new().origin(origin::of(&arguments.schema, output));
    if let Some(dialect) = arguments.dialect {
        config = config.dialect(dialect);
    }
    for library in &arguments.without {
        config = match config.without(library) {
            Ok(config) => config,
            Err(error) => {
                report::error(&format!("`--without {library}`: {error}"));
                return None;
            }
        };
    }
    Some(config)
}

fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The sources of a run, to show places in.
type Sources = [SourceFile];
