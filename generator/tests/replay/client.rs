//! How is a server asked? By its own client, which reads scripts as those do who wrote them for it.

use std::{
    io::Write,
    process::{Command, Stdio},
    thread,
};

/// A URL from the environment; without it the test says that it tests nothing.
pub(crate) fn url(variable: &str) -> Option<String> {
    let url = std::env::var(variable).ok();
    if url.is_none() {
        eprintln!(
            "NOT TESTED: {variable} is not set, so no server was asked what these scripts lead to"
        );
    }
    url
}

/// Runs a client over a script, and gives what it prints, or what it says when it fails.
pub(crate) fn run(client: &mut Command, script: &str) -> Result<String, String> {
    let mut child = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("{client:?} does not run: {fault}"))?;
    let mut input = child.stdin.take().expect("its input");
    let script = script.to_string();
    // It may print before it has read all. Where it fails, it does not read the rest.
    let writer = thread::spawn(move || drop(input.write_all(script.as_bytes())));
    let output = child
        .wait_with_output()
        .map_err(|fault| fault.to_string())?;
    drop(writer.join());
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            let fault = said.lines().find(|line| line.contains("ERROR"));
            Err(fault
                .or(said.lines().next())
                .unwrap_or_default()
                .to_string())
        }
    }
}

/// The cells of what a client prints.
pub(crate) fn cells(printed: &str) -> impl Iterator<Item = Vec<&str>> {
    printed.lines().map(|line| line.split('\t').collect())
}

/// The name of a database that no other test uses.
pub(crate) fn database(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|letter| match letter {
            'a'..='z' | '0'..='9' => letter,
            _ => '_',
        })
        .take(30)
        .collect();
    format!("ormgen_replay_{}_{name}", std::process::id())
}
