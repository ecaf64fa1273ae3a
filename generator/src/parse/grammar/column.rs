//! What is said of a column beside its name?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Column, Constraint, ConstraintKind, Generated, Name},
        grammar::{constraint, expression, references, storage, ty},
        reader::Reader,
    },
};

/// A column, and the constraints that stand beside it.
pub(super) fn column(reader: &mut Reader) -> Result<(Column, Vec<Constraint>)> {
    let from = reader.index();
    let name = reader.name()?;
    definition(reader, name, from)
}

/// What follows a column's name; the definition began with an earlier token.
pub(super) fn definition(
    reader: &mut Reader,
    name: Name,
    from: usize,
) -> Result<(Column, Vec<Constraint>)> {
    let column = Column {
        name,
        ty: ty::of_column(reader)?,
        not_null: false,
        default: None,
        generated: None,
        auto_increment: false,
        collation: None,
        comment: None,
    };
    let mut draft = Draft {
        column,
        constraints: Vec::new(),
    };
    while draft.option(reader)? {}
    let span = reader.span(from..reader.index());
    for constraint in &mut draft.constraints {
        constraint.span = span;
    }
    Ok((draft.column, draft.constraints))
}

/// What says, beside a column, that the database numbers the rows.
const NUMBERED: &[&str] = &["AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"];

/// Passes over `(1, 1)`, `(START WITH 1)`, and what Oracle and Snowflake write without the parentheses.
fn identity_options(reader: &mut Reader) -> Result<()> {
    reader.eat_group()?;
    let numbered = [
        "START WITH",
        "START",
        "INCREMENT BY",
        "INCREMENT",
        "MINVALUE",
        "MAXVALUE",
        "CACHE",
    ];
    let flags = [
        "NOCACHE",
        "CYCLE",
        "NOCYCLE",
        "NOMINVALUE",
        "NOMAXVALUE",
        "NOORDER",
        "ORDER",
        "NO CYCLE",
        "NO CACHE",
    ];
    while reader.dialect.is_open() {
        if reader.eat_any(&numbered) {
            reader.eat_token(&Token::Eq);
            reader.eat_token(&Token::Minus);
            reader.advance();
        } else if !reader.eat_any(&flags) {
            break;
        }
    }
    Ok(())
}

struct Draft {
    column: Column,
    constraints: Vec<Constraint>,
}

impl Draft {
    /// Reads one option, if there is one.
    fn option(&mut self, reader: &mut Reader) -> Result<bool> {
        let name = constraint::name(reader)?;
        let found = self.constraint(reader, &name)? || self.property(reader)? || noise(reader)?;
        match name {
            Some(_) if !found => {
                Err(reader.expected("`PRIMARY KEY`, `UNIQUE`, `REFERENCES`, `CHECK` or `NOT NULL`"))
            }
            _ => Ok(found),
        }
    }

    fn constraint(&mut self, reader: &mut Reader, name: &Option<Name>) -> Result<bool> {
        let lax = matches!(reader.dialect, Dialect::Mssql | Dialect::Generic);
        if lax && self.table_constraint(reader, name)? {
            return Ok(true);
        }
        let columns = vec![self.column.name.clone()];
        let kind =
            if reader.eat("PRIMARY KEY") || reader.dialect == Dialect::Mysql && reader.eat("KEY") {
                let descending = !reader.eat("ASC") && reader.eat("DESC");
                references::characteristics(reader)?;
                ConstraintKind::PrimaryKey {
                    columns,
                    descending,
                }
            } else if reader.eat("UNIQUE") {
                if reader.dialect == Dialect::Mysql {
                    reader.eat_any(&["KEY", "INDEX"]);
                }
                references::characteristics(reader)?;
                ConstraintKind::Unique { columns }
            } else if reader.at("REFERENCES") {
                let mut key = references::references(reader, columns)?;
                key.inline = true;
                ConstraintKind::ForeignKey(key)
            } else if reader.at("CHECK") {
                let expression = constraint::check(reader)?;
                ConstraintKind::Check { expression }
            } else {
                return Ok(false);
            };
        let span = self.column.name.span;
        self.constraints.push(Constraint {
            name: name.clone(),
            span,
            kind,
        });
        Ok(true)
    }

    /// SQL Server asks for no comma before a constraint of the table.
    fn table_constraint(&mut self, reader: &mut Reader, name: &Option<Name>) -> Result<bool> {
        let from = reader.index();
        let keyed = reader.eat_any(&["PRIMARY KEY", "UNIQUE", "FOREIGN KEY"]);
        reader.eat_any(&["CLUSTERED", "NONCLUSTERED"]);
        reader.eat("HASH");
        let listed = keyed && *reader.peek(0) == Token::LParen;
        if listed || reader.at("REFERENCES") {
            reader.rewind(from);
        }
        if listed {
            let constraint = constraint::named(reader, name.clone(), from)?;
            self.constraints.push(constraint);
        } else if reader.eat("FOREIGN KEY") {
            return Ok(false);
        } else {
            reader.rewind(from);
        }
        Ok(listed)
    }

    fn property(&mut self, reader: &mut Reader) -> Result<bool> {
        if reader.eat("NOT NULL") {
            self.column.not_null = true;
            references::characteristics(reader)?;
        } else if reader.eat("NULL") {
            references::characteristics(reader)?;
        } else if reader.eat("SERIAL DEFAULT VALUE") {
            // MySQL's short form of NOT NULL AUTO_INCREMENT UNIQUE.
            (self.column.not_null, self.column.auto_increment) = (true, true);
            let kind = ConstraintKind::Unique {
                columns: vec![self.column.name.clone()],
            };
            self.constraints.push(Constraint {
                name: None,
                span: self.column.name.span,
                kind,
            });
        } else if reader.eat("DEFAULT") || reader.dialect.is_open() && reader.eat("WITH DEFAULT") {
            self.default(reader)?;
        } else if reader.dialect.is_open() && reader.eat_any(NUMBERED) {
            (self.column.not_null, self.column.auto_increment) = (true, true);
            identity_options(reader)?;
        } else if reader.dialect == Dialect::Mysql && reader.eat("AUTO_INCREMENT")
            || reader.dialect == Dialect::Sqlite && reader.eat("AUTOINCREMENT")
        {
            self.column.auto_increment = true;
        } else if reader.eat("COLLATE") {
            let from = reader.index();
            if reader.string().is_err() {
                reader.object_name()?;
            }
            self.column.collation = Some(reader.text(from..reader.index()));
        } else if reader.eat("COMMENT") {
            reader.eat_token(&Token::Eq);
            self.column.comment = Some(reader.string()?);
        } else {
            return self.generated(reader);
        }
        Ok(true)
    }

    /// What follows DEFAULT. Db2 knows a default by itself, SQL Anywhere and Oracle number the rows by it.
    fn default(&mut self, reader: &mut Reader) -> Result<()> {
        let open = reader.dialect.is_open();
        if open {
            reader.eat_any(&[
                "ON NULL FOR INSERT ONLY",
                "ON NULL FOR INSERT AND UPDATE",
                "ON NULL",
            ]);
        }
        let none = matches!(reader.peek(0), Token::Comma | Token::RParen)
            || reader.at_any(&["NOT NULL", "PRIMARY KEY"]);
        if open && none {
            return Ok(());
        }
        let default = expression::expression(reader)?;
        let text = default.to_ascii_uppercase();
        let numbers = text == "AUTOINCREMENT"
            || text.ends_with(".NEXTVAL")
            || text.trim_start_matches('(').starts_with("NEXT VALUE FOR");
        match open && numbers {
            true => self.column.auto_increment = true,
            false => self.column.default = Some(default),
        }
        Ok(())
    }

    /// `GENERATED ALWAYS AS (expression) STORED`, `AS (expression)`, `GENERATED BY DEFAULT AS IDENTITY (…)`.
    fn generated(&mut self, reader: &mut Reader) -> Result<bool> {
        let long = reader.at("GENERATED");
        if long {
            reader.advance();
            if !reader.eat_any(&["ALWAYS", "BY DEFAULT ON NULL", "BY DEFAULT"]) {
                return Err(reader.expected("`ALWAYS` or `BY DEFAULT`"));
            }
            reader.expect("AS")?;
        } else if !reader.eat("AS") {
            return Ok(false);
        }
        if long && reader.eat("IDENTITY") {
            (self.column.not_null, self.column.auto_increment) = (true, true);
            identity_options(reader)?;
            return Ok(true);
        }
        // The columns of SQL Server that say since when and until when a row is what it is, and the like of Db2's.
        if long && reader.dialect.is_open() && reader.eat("ROW") {
            reader.eat_any(&["START", "END", "CHANGE TIMESTAMP", "BEGIN"]);
            self.column.generated = Some(Generated {
                expression: String::new(),
                stored: true,
            });
            return Ok(true);
        }
        let bare = reader.dialect.is_open() && *reader.peek(0) != Token::LParen;
        if bare {
            let expression = expression::expression(reader)?;
            let stored = reader.eat_any(&["STORED", "PERSISTED", "PERSISTENT"]);
            self.column.generated = Some(Generated { expression, stored });
            return Ok(true);
        }
        let expression = expression::group(reader)?;
        let stored = reader.eat_any(&["STORED", "PERSISTED", "PERSISTENT"]);
        reader.eat("VIRTUAL");
        self.column.generated = Some(Generated { expression, stored });
        Ok(true)
    }
}

/// Passes over an option that is of no interest to models. sqlparser 0.63 cannot read these:
/// `CREATE TABLE t (a TEXT BINARY)`, `(a TEXT STORAGE EXTERNAL)`, `(a INT VISIBLE)`, `(a INT COLUMN_FORMAT FIXED)`.
fn noise(reader: &mut Reader) -> Result<bool> {
    let words = match reader.dialect {
        Dialect::Sqlite => return Ok(false),
        dialect if dialect.is_open() => return storage::of_column(reader),
        Dialect::Postgres => &["COMPRESSION", "STORAGE"][..],
        _ => &[
            "CHARACTER SET",
            "CHARSET",
            "COLUMN_FORMAT",
            "STORAGE",
            "SRID",
            "REF_SYSTEM_ID",
        ][..],
    };
    if reader.eat_any(words) {
        reader.eat_token(&Token::Eq);
        reader.advance();
        return Ok(true);
    }
    if reader.dialect == Dialect::Postgres {
        let options = reader.eat("OPTIONS");
        return Ok(options && reader.eat_group()?);
    }
    if reader.eat("ON UPDATE") {
        expression::expression(reader)?;
        return Ok(true);
    }
    let flags = [
        "ASCII",
        "BINARY",
        "BYTE",
        "COMPRESSED",
        "INVISIBLE",
        "UNICODE",
        "VISIBLE",
    ];
    Ok(reader.eat_any(&flags)
        || reader.eat_any(&["WITH SYSTEM VERSIONING", "WITHOUT SYSTEM VERSIONING"]))
}
