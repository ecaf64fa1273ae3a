//! What does the database make of JSON documents?

use super::{
    Expr, Term,
    expression::Expression,
    typed::{Part, methods, value_for},
};
use crate::value::{IntoDatum, Value};

/// A type of JSON documents.
#[diagnostic::on_unimplemented(message = "`{Self}` is no JSON document")]
pub trait Json: Value {}

impl<V: Json<Nullable = Option<V>>> Json for Option<V> {}
impl Json for crate::serde_json::Value {}

/// A function over a document and a place in it.
fn at<T, V, K>(name: &'static str, document: Expression, path: &str) -> Expr<T, V, K> {
    let path = value_for(path.into_datum(), None);
    Expr::new(Expression::Call(name, vec![document, path]))
}

methods! { [V: Json] V {
    /// What is at a place of the document, `$.size.width` or `$.tags[0]`; none where there is nothing.
    pub fn json_at<X: Value<Nullable = Option<X>>>(self, path: &str) -> Expr<T, Option<X>, Part<Self>> {
        at("json_extract", self.into_expression(), path)
    }

    /// How many elements the array at a place of the document has, `$` being the whole; 0 of what is no array, and none where
    /// there is nothing.
    pub fn json_array_length(self, path: &str) -> Expr<T, Option<i64>, Part<Self>> {
        at("json_array_length", self.into_expression(), path)
    }

    /// The type of what is at a place of the document, `$` being the whole: `object`, `array`, `text`, `integer`, `real`, `true`,
    /// `false` or `null`; none where there is nothing.
    pub fn json_type(self, path: &str) -> Expr<T, Option<String>, Part<Self>> {
        at("json_type", self.into_expression(), path)
    }
} }
