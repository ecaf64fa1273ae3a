//! `ormgen diagram schema.sql --format svg`

use std::{
    io::{self, Write},
    process::{Command, Stdio},
    thread,
};

use super::{
    End,
    arguments::{self, Columns, Picture},
};
use crate::diagram::{self, Diagram, View};

pub(super) fn run(arguments: &arguments::Diagram) -> End {
    let report = arguments.input.scripts.report();
    let Some((schema, _)) = super::understood(&arguments.input) else {
        return End::Failed;
    };
    let view = View {
        columns: match arguments.columns {
            Columns::All => diagram::Columns::All,
            Columns::Keys => diagram::Columns::Keys,
            Columns::None => diagram::Columns::None,
        },
        around: &arguments.around,
        depth: arguments.depth,
    };
    let text = Diagram::new(&schema, view).and_then(|diagram| match arguments.format {
        Picture::Mermaid => Ok(diagram.mermaid()),
        Picture::Dot => Ok(diagram.dot()),
        Picture::Svg => svg(&diagram.dot()),
    });
    match text {
        Ok(text) => super::print(&text, report),
        Err(fault) => report.failed(&fault),
    }
}

/// What Graphviz draws.
fn svg(dot: &str) -> Result<String, String> {
    let failed = |error: io::Error| {
        match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no `dot` on the PATH, which lays the diagram out: install Graphviz (graphviz.org), or take \
             `--format mermaid`, which GitHub draws"
                .to_owned()
        }
        _ => format!("`dot`: {error}"),
    }
    };
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // It may write before it has read all.
    let mut input = child.stdin.take();
    let dot = dot.to_owned();
    let writer = thread::spawn(move || match &mut input {
        Some(input) => input.write_all(dot.as_bytes()),
        None => Ok(()),
    });
    let output = child.wait_with_output().map_err(failed)?;
    let written = writer.join();
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        let told = told.trim().replace(char::is_control, " ");
        return Err(format!("`dot` failed, {}: {told}", output.status));
    }
    if let Ok(Err(error)) = written {
        return Err(failed(error));
    }
    String::from_utf8(output.stdout).map_err(|_| "`dot` wrote what is not UTF-8".to_owned())
}
