//! The command: what is said on the command line, and what it answers.

mod arguments;
mod catalog;
mod check;
mod diagram;
mod diff;
mod explain;
mod generate;
mod init;
mod report;

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;

use crate::{
    Config, Inference, Outcome, Schema, SourceFile,
    diagnostic::Diagnostics,
    input::{self, Inputs},
    locate, origin,
};
use arguments::{Arguments, Choices, Input, Manner, Scripts, Verb};
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
        Some(Verb::Diff(arguments)) => diff::run(&arguments),
        Some(Verb::Init(arguments)) => init::run(&arguments),
        None if arguments.generate.check => check::run(&arguments.generate.into_check()),
        None => generate::run(&arguments.generate),
    };
    end.into()
}

/// Reads the inputs and generates. What cannot be read is told; diagnostics too.
fn generated(arguments: &Input, output: Option<&std::path::Path>) -> Option<Outcome> {
    let Input { scripts, choices } = arguments;
    let mut inputs = read(scripts)?;
    let config = tell(scripts, config(&scripts.manner, choices, &scripts.schema))?;
    let config = config.origin(origin::of(&scripts.schema, output));
    let outcome = tell(scripts, inputs.generate(config))?;
    let failed = scripts.report().outcome(&outcome, &inputs.sources);
    (!failed).then_some(outcome)
}

/// What the inputs say. What cannot be read is told; diagnostics too, which do not matter to who asks.
fn understood(arguments: &Input) -> Option<(Schema, Vec<SourceFile>)> {
    let Input { scripts, choices } = arguments;
    let inputs = read(scripts)?;
    let config = tell(scripts, config(&scripts.manner, choices, &scripts.schema))?;
    let (schema, sources, _) = schema(inputs, &config, scripts.report())?;
    Some((schema, sources))
}

/// What was read, as the options say it is to be understood, with the sources to show places in and the number of errors.
fn schema(
    mut inputs: Inputs,
    config: &Config,
    report: Report,
) -> Option<(Schema, Vec<SourceFile>, usize)> {
    if inputs.has_errors() {
        report.diagnostics(&inputs.diagnostics, &inputs.sources);
        return None;
    }
    let mut config = config.clone();
    let dialect = inputs.dialect(config.dialect);
    config.dialect = dialect.map_err(|fault| report.error(&fault)).ok()?;
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let schema = Schema::new(&inputs.sources, &config, &mut diagnostics);
    inputs.sources.extend(config.file);
    let errors = report.diagnostics(&diagnostics.into_sorted(), &inputs.sources);
    Some((schema, inputs.sources, errors))
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

/// The options of the command line, over those of the file that goes with the inputs.
fn config(manner: &Manner, choices: &Choices, inputs: &[PathBuf]) -> Result<Config, String> {
    let mut config = options(manner);
    if let Some(layout) = choices.layout {
        config = config.layout(layout.into());
    }
    if let Some(visibility) = choices.visibility {
        config = config.visibility(visibility.into());
    }
    if let Some(library) = choices.dates {
        config = config.dates(library.into());
    }
    for library in &choices.without {
        let without = config.without(library);
        config = without.map_err(|error| format!("`--without {library}`: {error}"))?;
    }
    for said in &choices.infer {
        let (rule, on) = match said.strip_prefix("no-") {
            Some(rule) => (rule, false),
            None => (said.as_str(), true),
        };
        let rule = rule.parse::<Inference>();
        config = config.infer(
            rule.map_err(|error| format!("`--infer {said}`: {error}"))?,
            on,
        );
    }
    for path in &choices.derive {
        config = config.derive(path);
    }
    for pattern in &choices.include {
        config = config.include(pattern);
    }
    for pattern in &choices.exclude {
        config = config.exclude(pattern);
    }
    if let Some(choice) = choices.missing_references {
        config = config.missing_references(choice.into());
    }
    if let Some(on) = choices.views {
        config = config.views(on);
    }
    let (config, path) = locate::with_file(config, inputs)?;
    if let Some(path) = path.filter(|_| manner.verbose) {
        let message = format!("options are read from {}", path.display());
        manner.report().note(&message);
    }
    Ok(config)
}

/// The options that are not of models alone.
fn options(manner: &Manner) -> Config {
    let mut config = Config::new();
    if let Some(dialect) = manner.dialect {
        config = config.dialect(dialect);
    }
    if let Some(path) = &manner.config {
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
