//! The command: what is said on the command line, and what it answers.

mod arguments;
mod catalog;
mod check;
mod explain;
mod generate;
mod report;

use std::{
    io::{self, Read, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    Config, Outcome, SourceFile,
    input::{self, Inputs},
    origin,
};
use arguments::{Arguments, Input, Scripts, Verb};
use report::Report;

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
        Some(Verb::Catalog(arguments)) => catalog::run(&arguments),
        Some(Verb::Explain(arguments)) => explain::run(&arguments),
        None if arguments.generate.check => check::run(&arguments.generate.into_check()),
        None => generate::run(&arguments.generate),
    };
    end.into()
}

/// Reads the inputs and generates. What cannot be read is told; diagnostics too.
fn generated(arguments: &Input, output: Option<&std::path::Path>) -> Option<Outcome> {
    let scripts = &arguments.scripts;
    let inputs = read(scripts)?;
    let config = config(arguments, output)?;
    let outcome = match inputs.generate(config) {
        Ok(outcome) => outcome,
        Err(fault) => {
            scripts.report().error(&fault);
            return None;
        }
    };
    let failed = scripts.report().outcome(&outcome, &inputs.sources);
    (!failed).then_some(outcome)
}

/// Reads the inputs. All that cannot be read are told.
fn read(scripts: &Scripts) -> Option<Inputs> {
    let tell = |faults: Vec<String>| {
        let report = scripts.report();
        faults.iter().for_each(|fault| report.error(fault));
    };
    input::read(&scripts.schema, stdin).map_err(tell).ok()
}

fn config(arguments: &Input, output: Option<&std::path::Path>) -> Option<Config> {
    let mut config = Config::new().origin(origin::of(&arguments.scripts.schema, output));
    if let Some(dialect) = arguments.scripts.dialect {
        config = config.dialect(dialect);
    }
    for library in &arguments.without {
        config = match config.without(library) {
            Ok(config) => config,
            Err(error) => {
                let report = arguments.scripts.report();
                report.error(&format!("`--without {library}`: {error}"));
                return None;
            }
        };
    }
    Some(config)
}

/// Writes to standard output. A reader that goes away has seen enough.
fn print(text: &str, report: Report) -> End {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            report.failed(&format!("standard output: {error}"))
        }
        _ => End::Fine,
    }
}

fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The sources of a run, to show places in.
type Sources = [SourceFile];
