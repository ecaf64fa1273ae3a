//! What is lent to whom? This module has moved over: where its SQL was, there is a session now.

use fixtures::views::{Loan, Member, NewLoan};
use ormgen_runtime::{Session, rusqlite::Connection};

use super::Outcome;

/// Lends titles to a member, by the key that the other module knows.
pub(crate) fn lend(connection: &mut Connection, member: i64, titles: &[&str]) -> Outcome {
    let mut session = Session::on(connection)?;
    let member = session
        .get::<Member>(member)?
        .ok_or("nobody has this number")?;
    for title in titles {
        session.append(member, Member::LOANS, NewLoan::new().title(*title))?;
    }
    // A savepoint inside the program's transaction; without one, a transaction of its own.
    Ok(session.commit()?)
}

/// The titles that a member has at home.
pub(crate) fn of(connection: &mut Connection, name: &str) -> Outcome<Vec<String>> {
    let mut session = Session::on(connection)?;
    let titles = session
        .query::<Loan>()
        .join(Loan::MEMBER)
        .filter(Member::NAME.eq(name))
        .filter(Loan::RETURNED_ON.is_null())
        .order_by(Loan::TITLE)
        .select(Loan::TITLE)
        .all()?;
    Ok(titles)
}

/// A title comes back.
pub(crate) fn give_back(connection: &mut Connection, title: &str, day: &str) -> Outcome {
    let mut session = Session::on(connection)?;
    let loan = session
        .query::<Loan>()
        .filter_by(Loan::TITLE, title)
        .one()?;
    session[loan].returned_on = Some(day.to_owned());
    Ok(session.commit()?)
}
