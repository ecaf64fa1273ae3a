//! The command: what is said on the command line, and what it answers.

mod arguments;
mod catalog;
mod check;
mod diagram;
mod explain;
mod generate;
mod report;

use std::{
    io::{self, Read, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    Config, Outcome, Schema, SourceFile,
    diagnostic::Diagnostics,
    input::{self, Inputs},
    locate, origin,
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
        Some(Verb::Diagram(arguments)) => diagram::run(&arguments),
        None if arguments.generate.check => check::run(&arguments.generate.into_check()),
        None => generate::run(&arguments.generate),
    };
    end.into()
}

/// Reads the inputs and generates. What cannot be read is told; diagnostics too.
fn generated(arguments: &Input, output: Option<&std::path::Path>) -> Option<Outcome> {
    let scripts = &arguments.scripts;
    let mut inputs = read(scripts)?;
    let config = tell(scripts, config(arguments))?.origin(origin::of(&scripts.schema, output));
    let outcome = tell(scripts, inputs.generate(config))?;
    let failed = scripts.report().outcome(&outcome, &inputs.sources);
    (!failed).then_some(outcome)
}

/// Reads the inputs, and what they say. What cannot be read is told; diagnostics too, which do not matter to who asks.
fn understood(arguments: &Input) -> Option<(Schema, Vec<SourceFile>)> {
    let scripts = &arguments.scripts;
    let report = scripts.report();
    let mut inputs = read(scripts)?;
    if inputs.has_errors() {
        report.diagnostics(&inputs.diagnostics, &inputs.sources);
        return None;
    }
    let mut config = tell(scripts, config(arguments))?;
    config.dialect = tell(scripts, inputs.dialect(config.dialect))?;
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let schema = Schema::new(&inputs.sources, &config, &mut diagnostics);
    inputs.sources.extend(config.file);
    report.diagnostics(&diagnostics.into_sorted(), &inputs.sources);
    Some((schema, inputs.sources))
}

/// Reads the inputs. All that cannot be read are told.
fn read(scripts: &Scripts) -> Option<Inputs> {
    let tell = |faults: Vec<String>| {
        let report = scripts.report();
        faults.iter().for_each(|fault| report.error(fault));
    };
    input::read(&scripts.schema, stdin).map_err(tell).ok()
}

/// What was asked for, or nothing where it failed and that is told.
fn tell<T>(scripts: &Scripts, result: Result<T, String>) -> Option<T> {
    result.map_err(|fault| scripts.report().error(&fault)).ok()
}

/// The options of the command line, over those of the file.
fn config(arguments: &Input) -> Result<Config, String> {
    let scripts = &arguments.scripts;
    let mut config = options(scripts);
    for library in &arguments.without {
        let without = config.without(library);
        config = without.map_err(|error| format!("`--without {library}`: {error}"))?;
    }
    for pattern in &arguments.include {
        config = config.include(pattern);
    }
    for pattern in &arguments.exclude {
        config = config.exclude(pattern);
    }
    if let Some(choice) = arguments.missing_references {
        config = config.missing_references(choice.into());
    }
    let (config, path) = locate::with_file(config, &scripts.schema)?;
    if let Some(path) = path.filter(|_| scripts.verbose) {
        let message = format!("options are read from {}", path.display());
        scripts.report().note(&message);
    }
    Ok(config)
}

/// The options that are not of models alone.
fn options(scripts: &Scripts) -> Config {
    let mut config = Config::new();
    if let Some(dialect) = scripts.dialect {
        config = config.dialect(dialect);
    }
    if let Some(path) = &scripts.config {
        config = config.file(path);
    }
    config
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
