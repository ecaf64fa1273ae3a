//! How is a URL made of its parts?

use super::{Url, malformed};
use crate::error::Error;

/// A [`Url`] in the making; [`Url::builder`] begins one. Parts are given as they are, with whatever signs they have.
pub struct UrlBuilder(Url);

impl Url {
    /// A URL of parts, for a dialect: `postgresql`, or `postgresql+asyncpg`.
    ///
    /// ```
    /// use ormgen_runtime::Url;
    ///
    /// let url = Url::builder("postgresql").user("scott").password("t@ger/1").host("localhost").database("test").build()?;
    /// assert_eq!(url.to_string(), "postgresql://scott:***@localhost/test");
    /// assert_eq!(url.reveal(), "postgresql://scott:t%40ger%2F1@localhost/test");
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn builder(dialect: &str) -> UrlBuilder {
        UrlBuilder(Url::bare(dialect))
    }
}

impl UrlBuilder {
    /// Who connects.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.0.user = Some(user.into());
        self
    }

    /// The password.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.0.password = Some(password.into());
        self
    }

    /// The host; an IPv6 address without brackets.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.0.host = Some(host.into());
        self
    }

    /// The port.
    pub fn port(mut self, port: u16) -> Self {
        self.0.port = Some(port);
        self
    }

    /// The database; of SQLite the file.
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.0.database = Some(database.into());
        self
    }

    /// An option, as those behind `?` are.
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.0.set_option(name, value);
        self
    }

    /// The URL.
    ///
    /// # Errors
    ///
    /// What it is made of cannot be read back: the dialect is no name, the host has signs that end it, the database a `?`.
    pub fn build(self) -> Result<Url, Error> {
        let read: Url = self.0.reveal().parse()?;
        match read == self.0 {
            true => Ok(read),
            false => Err(malformed(
                "expected a dialect, a host and a database without the signs that URLs are divided by",
            )),
        }
    }
}

impl std::fmt::Debug for UrlBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UrlBuilder({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_read_back() {
        let full = Url::builder("mysql+pymysql")
            .user("a@b:c")
            .password("p/?#%@:")
            .host("::1")
            .port(3306)
            .database("d")
            .option("charset", "a b&c=d")
            .build()
            .unwrap();
        assert_eq!(full.reveal().parse::<Url>().unwrap(), full);
        let file = Url::builder("sqlite").database("/var/a b.db").build();
        assert_eq!(file.unwrap().reveal(), "sqlite:////var/a b.db");
        let memory = Url::builder("sqlite").build().unwrap();
        assert_eq!(memory.database(), None);
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        for broken in [
            Url::builder("no dialect"),
            Url::builder("postgresql").host("a/b"),
            Url::builder("postgresql").host("h").database("d?x=1"),
            Url::builder("sqlite").host("h"),
        ] {
            let error = broken.password("hunter2").build().unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
