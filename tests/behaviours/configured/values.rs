//! Values of a type of the program's own.

use ormgen_runtime::Result;

use super::{
    Reading,
    models::{NewSample, Sample},
    world,
};

#[test]
fn b040_a_type_of_the_programs_own_says_what_is_the_same() -> Result<()> {
    let world = world("INSERT INTO samples VALUES (1, '1.50', NULL), (2, '007', 'n')");
    let mut session = world.session();
    let [one, two] = [1, 2].map(|key| session.get_one::<Sample>(key).unwrap());
    assert_eq!(session[two].reading, Reading(7.0));
    world.sent();
    session[one].reading = Reading(3.0 / 2.0);
    session[two].reading = Reading(7.0);
    session.flush()?;
    assert_eq!(world.sent(), [""; 0], "it is written in another way alone");
    session[one].note = Some("n".to_owned());
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE samples SET note = ? WHERE id = ? [\"n\", 1]"],
        "another column does not take it along"
    );
    session[two].reading = Reading(7.5);
    session.flush()?;
    assert_eq!(
        world.sent(),
        ["UPDATE samples SET reading = ? WHERE id = ? [\"7.5\", 2]"]
    );
    let new = session.add(NewSample::new().reading(Reading(2.0)));
    session.commit()?;
    assert_eq!(session[new].reading, Reading(2.0));
    assert_eq!(
        world.rows("SELECT reading, note FROM samples"),
        ["1.50|n", "7.5|n", "2|NULL"]
    );
    Ok(())
}
