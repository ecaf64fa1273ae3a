//! The command: what is said on the command line, and what it answers.

mod arguments;
mod catalog;
mod check;
mod diagram;
mod diff;
mod explain;
mod generate;
mod init;
mod renamed;
mod report;

use std::{
    fmt::Display,
    io::{self, Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    Config, Inference, Outcome, Schema, SourceFile,
    diagnostic::Diagnostics,
    input::{self, Inputs},
    locate, origin,
};
use arguments::{Arguments, Choices, Form, Input, Manner, Reading, Scripts, Verb};
use report::Report;

/// How a run ends.
enum End {
    Fine,
    /// `check` or `diff` found a difference.
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
    let arguments = Arguments::of_process();
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
    inputs: Inputs,
    config: &Config,
    report: Report,
) -> Option<(Schema, Vec<SourceFile>, usize)> {
    let (mut inputs, config, mut diagnostics) = prepared(inputs, config, report)?;
    let schema = Schema::new(&inputs.sources, &config, &mut diagnostics);
    inputs.sources.extend(config.file);
    let errors = report.diagnostics(&diagnostics.into_sorted(), &inputs.sources);
    Some((schema, inputs.sources, errors))
}

/// Inputs that are whole, the options with the dialect that they are in, and what there is to say of them so far. What they
/// lack is told.
fn prepared(
    inputs: Inputs,
    config: &Config,
    report: Report,
) -> Option<(Inputs, Config, Diagnostics)> {
    if inputs.has_errors() {
        report.diagnostics(&inputs.diagnostics, &inputs.sources);
        return None;
    }
    let mut config = config.clone();
    let dialect = inputs.dialect(config.dialect);
    config.dialect = dialect.map_err(|fault| report.error(&fault)).ok()?;
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    Some((inputs, config, diagnostics))
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
        config = config.layout(layout);
    }
    if let Some(visibility) = choices.visibility {
        config = config.visibility(visibility);
    }
    if let Some(library) = choices.dates {
        config = config.dates(library);
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
    if let Some(on) = choices.verbatim {
        config = config.verbatim(on);
    }
    found(reading(config, &choices.reading), manner, inputs)
}

/// The options with those of the command line that say what is read.
fn reading(mut config: Config, reading: &Reading) -> Config {
    for pattern in &reading.include {
        config = config.include(pattern);
    }
    for pattern in &reading.exclude {
        config = config.exclude(pattern);
    }
    if let Some(choice) = reading.missing_references {
        config = config.missing_references(choice);
    }
    if let Some(on) = reading.views {
        config = config.views(on);
    }
    config
}

/// The options over those of the file that goes with the inputs.
fn found(config: Config, manner: &Manner, inputs: &[PathBuf]) -> Result<Config, String> {
    let (config, path) = locate::with_file(config, inputs)?;
    if let Some(path) = path.filter(|_| manner.verbose) {
        let message = format!("options are read from {}", path.display());
        manner.report().note(&message);
    }
    Ok(config)
}

/// The options of the command line that every reading has.
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

/// Prints what is there to be read by a person, or by a program.
fn print_as(form: Form, shown: &(impl Display + Serialize), report: Report) -> End {
    let text = match form {
        Form::Text => Ok(shown.to_string()),
        Form::Json => serde_json::to_string_pretty(shown).map(|text| text + "\n"),
    };
    match text {
        Ok(text) => print(&text, report),
        Err(error) => report.failed(&error.to_string()),
    }
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
