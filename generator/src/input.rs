//! How does a file become a source?

use std::path::{Path, PathBuf};

use crate::source::SourceFile;

/// Standard input, among paths.
pub(crate) const STDIN: &str = "-";

/// Reads the inputs in their order; `stdin` is what `-` stands for. All that cannot be read are told together.
pub(crate) fn read(
    inputs: &[PathBuf],
    stdin: impl Fn() -> std::io::Result<Vec<u8>>,
) -> Result<Vec<SourceFile>, Vec<String>> {
    let (mut sources, mut faults) = (Vec::new(), Vec::new());
    for input in inputs {
        match read_one(input, &stdin) {
            Ok(source) => sources.push(source),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(sources)
    } else {
        Err(faults)
    }
}

fn read_one(
    input: &Path,
    stdin: impl Fn() -> std::io::Result<Vec<u8>>,
) -> Result<SourceFile, String> {
    let name = input.display().to_string();
    if input.is_dir() {
        return Err(format!(
            "`{name}` is a folder, which cannot be read yet: name its files, in the order in which they apply"
        ));
    }
    let bytes = if name == STDIN {
        stdin()
    } else {
        std::fs::read(input)
    };
    let bytes = bytes.map_err(|error| format!("`{name}`: {error}"))?;
    let text = decode(bytes).map_err(|fault| format!("`{name}`: {fault}"))?;
    Ok(SourceFile::new(name, text))
}

/// The text of a script: UTF-8, or UTF-16 where a byte-order mark says so.
fn decode(bytes: Vec<u8>) -> Result<String, String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        let whole = bytes.len().is_multiple_of(2);
        String::from_utf16(&units)
            .ok()
            .filter(|_| whole)
            .ok_or_else(|| "the text is not UTF-16, as its byte-order mark says".to_owned())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Err(format!(
                "the text is not UTF-8 (line {line}): convert it, as with `iconv -f WINDOWS-1252 -t UTF-8`"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_their_marks() {
        assert_eq!(
            decode(b"\xef\xbb\xbfSELECT".to_vec()).as_deref(),
            Ok("SELECT")
        );
        assert_eq!(decode(b"\xff\xfeS\0\xe9\0".to_vec()).as_deref(), Ok("Sé"));
        assert_eq!(decode(b"\xfe\xff\0S".to_vec()).as_deref(), Ok("S"));
        assert!(decode(b"\xff\xfeS".to_vec()).is_err());
        let fault = decode(b"a\nb\n\xe9".to_vec()).unwrap_err();
        assert!(fault.contains("line 3"), "{fault}");
    }
}
