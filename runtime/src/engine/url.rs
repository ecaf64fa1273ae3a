//! Where is the database, and how is it reached?

mod builder;

pub use builder::UrlBuilder;

use std::{fmt, str::FromStr};

use crate::error::{Error, ErrorKind};

/// `dialect+driver://user:password@host:port/database?option=value`.
///
/// Every form that SQLAlchemy reads is read. User and password may be percent-encoded; the database is taken as it
/// stands, so that Windows paths survive. Neither `Display` nor `Debug` shows the password.
///
/// ```
/// use ormgen_runtime::Url;
///
/// let url: Url = "postgresql://scott:t%40ger@[::1]:5432/test?sslmode=require".parse()?;
/// assert_eq!(url.dialect(), "postgresql");
/// assert_eq!(url.host(), Some("::1"));
/// assert_eq!(url.password(), Some("t@ger"));
/// assert_eq!(url.to_string(), "postgresql://scott:***@[::1]:5432/test?sslmode=require");
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    dialect: String,
    driver: Option<String>,
    user: Option<String>,
    password: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    database: Option<String>,
    options: Vec<(String, String)>,
}

impl Url {
    /// The database system: `sqlite`, `postgresql`, `mysql`.
    pub fn dialect(&self) -> &str {
        &self.dialect
    }

    /// The driver after the `+`. It is read and not followed: a dialect has one driver here.
    pub fn driver(&self) -> Option<&str> {
        self.driver.as_deref()
    }

    /// The user, decoded.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The password, decoded.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The host; an IPv6 address without its brackets.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The port.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The database; of SQLite the file, or `None` in memory.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The options after the `?`, in their order.
    pub fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Sets an option, in place of what the URL says of it.
    pub(super) fn set_option(&mut self, name: &str, value: &str) {
        self.options.retain(|(known, _)| known != name);
        self.options.push((name.to_owned(), value.to_owned()));
    }

    fn bare(dialect: &str) -> Self {
        let (dialect, driver) = match dialect.split_once('+') {
            Some((dialect, driver)) => (dialect, Some(driver.to_owned())),
            None => (dialect, None),
        };
        Self {
            dialect: dialect.to_owned(),
            driver,
            user: None,
            password: None,
            host: None,
            port: None,
            database: None,
            options: Vec::new(),
        }
    }
}

impl FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (scheme, rest) = text
            .split_once(':')
            .ok_or_else(|| malformed("expected `dialect://…`"))?;
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if !scheme.splitn(2, '+').all(is_name) {
            return Err(malformed(
                "expected a dialect, such as `sqlite`, before the colon",
            ));
        }
        let mut url = Url::bare(scheme);
        let rest = match rest.split_once('?') {
            Some((rest, options)) => {
                url.options = read_options(options)?;
                rest
            }
            None => rest,
        };
        if url.dialect == "sqlite" {
            url.database = sqlite_file(rest)?;
            return Ok(url);
        }
        let rest = rest
            .strip_prefix("//")
            .ok_or_else(|| malformed("expected `//` after the dialect"))?;
        let rest = url.read_user(rest)?;
        let (host, database) = match rest.split_once('/') {
            Some((host, database)) => (host, Some(database)),
            None => (rest, None),
        };
        url.database = database.filter(|name| !name.is_empty()).map(str::to_owned);
        url.read_host(host)?;
        Ok(url)
    }
}

impl Url {
    /// Takes `user:password@`, where there is one; a password may hold a raw `@` or `/`.
    fn read_user<'a>(&mut self, rest: &'a str) -> Result<&'a str, Error> {
        let authority = &rest[..rest.find('/').unwrap_or(rest.len())];
        let name_ends = rest.find([':', '/', '@']).unwrap_or(rest.len());
        let at = match authority.rfind('@') {
            Some(at) => Some(at),
            None if rest[name_ends..].starts_with(':') => {
                rest[name_ends..].find('@').map(|at| name_ends + at)
            }
            None => None,
        };
        let Some(at) = at else { return Ok(rest) };
        let (user, password) = match rest[..at].split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (&rest[..at], None),
        };
        self.user = Some(decode(user)?).filter(|user| !user.is_empty());
        self.password = password.map(decode).transpose()?;
        Ok(&rest[at + 1..])
    }

    fn read_host(&mut self, text: &str) -> Result<(), Error> {
        let (host, port) = match text.strip_prefix('[') {
            Some(inner) => {
                let (host, port) = inner
                    .split_once(']')
                    .ok_or_else(|| malformed("expected `]` after the IPv6 address"))?;
                (host, port.strip_prefix(':'))
            }
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        self.host = Some(host.to_owned()).filter(|host| !host.is_empty());
        self.port = match port.filter(|port| !port.is_empty()) {
            Some(port) => Some(
                port.parse()
                    .map_err(|_| malformed("expected a port number after the host"))?,
            ),
            None => None,
        };
        Ok(())
    }
}

/// The file of an SQLite URL; `None` in memory.
fn sqlite_file(rest: &str) -> Result<Option<String>, Error> {
    let file = match rest.strip_prefix("//") {
        None => rest,
        Some("") => "",
        Some(path) => path.strip_prefix('/').ok_or_else(|| {
            malformed("an SQLite URL has no host: write `sqlite:///relative.db`, `sqlite:////absolute.db` or `sqlite::memory:`")
        })?,
    };
    Ok(Some(file.to_owned()).filter(|file| !file.is_empty() && file != ":memory:"))
}

fn read_options(text: &str) -> Result<Vec<(String, String)>, Error> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| decode(&text.replace('+', " "));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |place: usize| char::from(*rest.get(place)?).to_digit(16);
        let (Some(first), Some(second)) = (digit(0), digit(1)) else {
            return Err(malformed(
                "expected two hexadecimal digits after `%`; a percent sign itself is `%25`",
            ));
        };
        bytes.push((first * 16 + second) as u8);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).map_err(|_| malformed("what is percent-encoded is not UTF-8"))
}

/// The text of the URL is left out: it may hold a password.
fn malformed(expected: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("the database URL cannot be read: {expected}"),
    )
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte as char)
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

impl Url {
    /// The URL with its password, to be given to somebody else: `Display` and `Debug` never show it.
    pub fn reveal(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write(&mut text, true);
        text
    }

    fn write(&self, out: &mut impl fmt::Write, secrets: bool) -> fmt::Result {
        out.write_str(&self.dialect)?;
        if let Some(driver) = &self.driver {
            write!(out, "+{driver}")?;
        }
        out.write_str("://")?;
        if self.user.is_some() || self.password.is_some() {
            out.write_str(&encode(self.user.as_deref().unwrap_or("")))?;
            match &self.password {
                Some(password) if secrets => write!(out, ":{}@", encode(password))?,
                Some(_) => out.write_str(":***@")?,
                None => out.write_str("@")?,
            }
        }
        match self.host.as_deref() {
            Some(host) if host.contains(':') => write!(out, "[{host}]")?,
            Some(host) => out.write_str(host)?,
            None => {}
        }
        if let Some(port) = self.port {
            write!(out, ":{port}")?;
        }
        match &self.database {
            Some(database) => write!(out, "/{database}")?,
            None if self.dialect == "sqlite" => out.write_str("/:memory:")?,
            None => {}
        }
        for (position, (name, value)) in self.options.iter().enumerate() {
            let value = if is_secret(name) && !secrets {
                "***".into()
            } else {
                encode(value)
            };
            let sign = if position == 0 { '?' } else { '&' };
            write!(out, "{sign}{}={value}", encode(name))?;
        }
        Ok(())
    }
}

/// The URL with `***` for its password.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

fn is_secret(option: &str) -> bool {
    ["password", "passwd", "pwd", "secret", "key"]
        .iter()
        .any(|word| option.to_ascii_lowercase().contains(word))
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn sqlite_files_are_told_from_memory() {
        for (text, file) in [
            ("sqlite://", None),
            ("sqlite::memory:", None),
            ("sqlite:///:memory:", None),
            ("sqlite:///relative.db", Some("relative.db")),
            (
                "sqlite:////absolute/path/to/project.db",
                Some("/absolute/path/to/project.db"),
            ),
            (
                r"sqlite:///C:\path\to\project.db",
                Some(r"C:\path\to\project.db"),
            ),
            ("sqlite:///a%20b@c.db?mode=ro", Some("a%20b@c.db")),
            ("sqlite:relative.db", Some("relative.db")),
        ] {
            assert_eq!(url(text).database(), file, "{text}");
        }
        assert!("sqlite://relative.db".parse::<Url>().is_err());
    }

    #[test]
    fn servers_are_read_in_every_form() {
        let full = url("postgresql+psycopg2://scott:p%40ss%2Fw%3Ard@localhost:5432/test");
        assert_eq!(
            (full.dialect(), full.driver()),
            ("postgresql", Some("psycopg2"))
        );
        assert_eq!(
            (full.user(), full.password()),
            (Some("scott"), Some("p@ss/w:rd"))
        );
        assert_eq!(
            (full.host(), full.port(), full.database()),
            (Some("localhost"), Some(5432), Some("test"))
        );

        assert_eq!(
            url("mysql://scott:a@b@hostname/test").password(),
            Some("a@b")
        );
        assert_eq!(
            url("mysql://scott:a/b@hostname/test").password(),
            Some("a/b")
        );
        assert_eq!(
            url("oracle+cx_oracle://user:pass@tnsname").host(),
            Some("tnsname")
        );
        assert_eq!(
            url("postgresql://[2001:db8::1]/x").host(),
            Some("2001:db8::1")
        );
        assert_eq!(url("postgresql://localhost").database(), None);
        let options = url("mysql://h/d?charset=utf8mb4&x=1%202+3%2B");
        assert_eq!(options.options().last(), Some(("x", "1 2 3+")));
    }

    #[test]
    fn malformed_urls_are_told_without_their_text() {
        for text in [
            "",
            "localhost",
            "://x",
            "postgresql:x",
            "mssql+pymssql://user:hunter2@hostname:port/dbname",
            "mysql://u:%zz@h/d",
            "mysql://u:%+5@h/d",
            "postgresql://[::1/x",
        ] {
            let message = text.parse::<Url>().unwrap_err().to_string();
            assert!(
                !message.contains("hunter2") && message.contains("expected"),
                "{text}: {message}"
            );
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = url("postgresql://scott:tiger@localhost/test?sslpassword=tiger");
        assert_eq!(
            url.to_string(),
            "postgresql://scott:***@localhost/test?sslpassword=***"
        );
        assert!(!format!("{url:?}").contains("tiger"));
    }
}
