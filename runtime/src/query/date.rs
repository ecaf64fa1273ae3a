//! What does the database make of dates and times?

use super::{
    Expr, Fixed, Operand, Term,
    expression::Expression,
    typed::{Part, methods, value_for},
};
use crate::{
    engine::text,
    value::{IntoDatum, Value},
};

/// A type that has a year, a month and a day.
#[diagnostic::on_unimplemented(message = "`{Self}` is neither a date nor a time with one")]
pub trait Dated: Value {}

impl<V: Dated<Nullable = Option<V>>> Dated for Option<V> {}

/// A type that has an hour, a minute and a second.
#[diagnostic::on_unimplemented(message = "`{Self}` is no time")]
pub trait Timed: Value {}

impl<V: Timed<Nullable = Option<V>>> Timed for Option<V> {}

macro_rules! moments {
    ($($feature:literal: $date:path, $time:path, $both:path, $zoned:ty;)*) => { $(
        #[cfg(feature = $feature)]
        const _: () = {
            impl Dated for $date {}
            impl Dated for $both {}
            impl Dated for $zoned {}
            impl Timed for $time {}
            impl Timed for $both {}
            impl Timed for $zoned {}
        };
    )* };
}

moments! {
    "chrono": ::chrono::NaiveDate, ::chrono::NaiveTime, ::chrono::NaiveDateTime, ::chrono::DateTime<::chrono::Utc>;
    "time": ::time::Date, ::time::Time, ::time::PrimitiveDateTime, ::time::OffsetDateTime;
    "jiff": ::jiff::civil::Date, ::jiff::civil::Time, ::jiff::civil::DateTime, ::jiff::Timestamp;
}

macro_rules! parts {
    ($kind:ident: $($name:ident $what:literal $sign:literal)*) => {
        methods! { [V: $kind] V { $(
            #[doc = concat!("The ", $what, ", in UTC where it has a time zone.")]
            pub fn $name(self) -> Expr<T, <Self as Operand<V::Base>>::Lift<i64>, Part<Self>>
            where
                Self: Operand<V::Base>,
            {
                Expr::new(Expression::Part(Box::new(self.into_expression()), $sign))
            }
        )* } }
    };
}

parts! { Dated:
    year "year of the date" "%Y"
    month "month of the date" "%m"
    day "day of the month of the date" "%d"
}

parts! { Timed:
    hour "hour of the time" "%H"
    minute "minute of the time" "%M"
    second "second of the time, without its fraction" "%S"
}

methods! { [V: Dated] V {
    /// As text, in the form that SQLite's `strftime` reads: `%Y-%m` is `2026-01`. Other databases have other signs, and running
    /// the query there is an error.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Connection, Model, Result, chrono::NaiveDateTime, select};
    /// # trait Books: Model { const ADDED_AT: Column<Self, NaiveDateTime>; }
    /// # fn months<Book: Books>(connection: &mut Connection) -> Result<Vec<String>> {
    /// let months = connection.all(select::<Book>().select(Book::ADDED_AT.strftime("%Y-%m")).distinct())?;
    /// # Ok(months)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A sign that SQLite does not know gives NULL, in which no text can be read: the query fails, and a condition does not
    /// hold.
    pub fn strftime(self, format: &str) -> Expr<T, <Self as Operand<V::Base>>::Lift<String>, Part<Self>>
    where
        Self: Operand<V::Base>,
    {
        let format = value_for(format.into_datum(), None);
        Expr::new(Expression::Call("strftime", vec![format, self.into_expression()]))
    }
} }

/// The time at which the database runs the statement, in UTC and whole seconds:
/// `Book::ADDED_AT.lt(current_timestamp::<NaiveDateTime>())`. A time of the same second that has a fraction comes after it.
///
/// ```
/// # use ormgen_runtime::{Column, Connection, Model, Result, chrono::NaiveDateTime, query::current_timestamp, select};
/// # trait Books: Model { const ADDED_AT: Column<Self, NaiveDateTime>; }
/// # fn count<Book: Books>(connection: &mut Connection) -> Result<u64> {
/// let known = connection.count(select::<Book>().filter(Book::ADDED_AT.le(current_timestamp::<NaiveDateTime>())))?;
/// # Ok(known)
/// # }
/// ```
pub fn current_timestamp<V: Dated + Timed>() -> Expr<(), V, Fixed> {
    Expr::new(Expression::Sql(text("CURRENT_TIMESTAMP")))
}
