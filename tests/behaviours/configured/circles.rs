//! Circles of keys, and keys by which no relationship is written.

use ormgen_runtime::Result;

use super::{
    models::{Anchor, Frame, NewAnchor, NewFrame, NewPlayer, NewTeam, NewZone, Player, Team, Zone},
    world,
};
use crate::world::World;

#[test]
fn b028_a_key_whose_relationship_writes_nothing_orders_rows_too() -> Result<()> {
    let world = world("");
    let mut session = world.session();
    let anchor = session.add(NewAnchor::new().id(1).zone_id(5));
    let zone = session.add(NewZone::new().id(5).name("z"));
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO zones (id, name) VALUES (?, ?) [5, \"z\"]",
            "INSERT INTO anchors (id, zone_id) VALUES (?, ?) [1, 5]",
        ]
    );
    assert_eq!(session.load(anchor, Anchor::ZONE)?, Some(zone));
    assert_eq!(world.rows("SELECT * FROM anchors"), ["1|5"]);

    let mut session = world.session();
    let (zone, anchor) = (session.get_one::<Zone>(5)?, session.get_one::<Anchor>(1)?);
    session.delete(zone)?;
    session.delete(anchor)?;
    world.sent();
    session.commit()?;
    assert_eq!(
        world.sent(),
        [
            "DELETE FROM anchors WHERE id = ? [1]",
            "UPDATE anchors SET zone_id = NULL WHERE zone_id = ? [5]",
            "DELETE FROM zones WHERE id = ? [5]",
        ]
    );
    assert_eq!(session.get::<Zone>(5)?, None);
    assert_eq!(world.count("anchors") + world.count("zones"), 0);
    Ok(())
}

/// What was sent about rows that are told by their keys.
fn by_key(world: &World) -> Vec<String> {
    let sent = world.sent().into_iter();
    sent.filter(|sql| sql.contains(" WHERE id = ?")).collect()
}

#[test]
fn b078_the_key_that_may_be_null_is_given_up_first() -> Result<()> {
    let world = world(
        "INSERT INTO teams VALUES (1, NULL, NULL);
         INSERT INTO players VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 1, 'c');
         UPDATE teams SET captain_id = 1",
    );
    let mut session = world.session();
    let team = session.get_one::<Team>(1)?;
    let players = session.load(team, Team::PLAYERS)?;
    session.delete(team)?;
    for player in &players {
        session.delete(*player)?;
    }
    world.sent();
    session.flush()?;
    assert_eq!(
        by_key(&world),
        [
            "DELETE FROM players WHERE id = ? [2]",
            "DELETE FROM players WHERE id = ? [3]",
            "UPDATE teams SET captain_id = NULL WHERE id = ? [1]",
            "DELETE FROM players WHERE id = ? [1]",
            "DELETE FROM teams WHERE id = ? [1]",
        ]
    );
    session.rollback()?;
    assert_eq!(session[team].captain_id, Some(1));
    assert_eq!(session.load(team, Team::PLAYERS)?, players);
    assert_eq!(world.rows("SELECT * FROM teams"), ["1|1|NULL"]);
    session.delete(team)?;
    for player in &players {
        session.delete(*player)?;
    }
    session.commit()?;
    assert_eq!(session.get::<Team>(1)?, None);
    assert_eq!(world.count("teams") + world.count("players"), 0);
    Ok(())
}

#[test]
fn b079_two_keys_of_a_row_are_completed_by_one_update() -> Result<()> {
    let world = world("");
    let mut session = world.session();
    let team = session.add(NewTeam::new());
    let players = ["a", "b", "c"].map(|name| {
        let new = NewPlayer::new().name(name);
        session.append(team, Team::PLAYERS, new).unwrap()
    });
    session.set(team, Team::CAPTAIN, players[0])?;
    session.set(team, Team::KEEPER, players[2])?;
    session.flush()?;
    assert_eq!(
        world.sent(),
        [
            "INSERT INTO teams (captain_id, keeper_id) VALUES (?, ?) [NULL, NULL]",
            "INSERT INTO players (team_id, name) VALUES (?, ?) [1, \"a\"]",
            "INSERT INTO players (team_id, name) VALUES (?, ?) [1, \"b\"]",
            "INSERT INTO players (team_id, name) VALUES (?, ?) [1, \"c\"]",
            "UPDATE teams SET captain_id = ?, keeper_id = ? WHERE id = ? [1, 3, 1]",
        ]
    );
    assert_eq!(
        (session[team].captain_id, session[team].keeper_id),
        (Some(1), Some(3))
    );
    session.flush()?;
    session.set(team, Team::CAPTAIN, players[0])?;
    session.flush()?;
    assert_eq!(world.sent(), [""; 0], "nothing changed");
    session.commit()?;
    assert_eq!(world.rows("SELECT * FROM teams"), ["1|1|3"]);

    session.refresh(team)?;
    world.sent();
    session.set(team, Team::CAPTAIN, players[1])?;
    session.commit()?;
    assert_eq!(
        world.sent(),
        ["UPDATE teams SET captain_id = ? WHERE id = ? [2, 1]"],
        "the other key stays out of it"
    );
    assert_eq!(session.load(team, Team::CAPTAIN)?, Some(players[1]));
    assert_eq!(world.rows("SELECT * FROM teams"), ["1|2|3"]);

    for player in players {
        session.refresh(player)?;
    }
    for player in players {
        session.delete(player)?;
    }
    session.delete(team)?;
    world.sent();
    session.commit()?;
    assert_eq!(
        by_key(&world),
        [
            "DELETE FROM players WHERE id = ? [1]",
            "UPDATE teams SET captain_id = NULL, keeper_id = NULL WHERE id = ? [1]",
            "DELETE FROM players WHERE id = ? [2]",
            "DELETE FROM players WHERE id = ? [3]",
            "DELETE FROM teams WHERE id = ? [1]",
        ]
    );
    assert_eq!(session.get::<Player>(1)?, None);
    assert_eq!(world.count("teams") + world.count("players"), 0);
    Ok(())
}

#[test]
fn b079_rows_in_a_line_take_one_update_for_each_pair() -> Result<()> {
    let world = world("");
    let mut session = world.session();
    let frames = [(); 4].map(|()| session.add(NewFrame::new()));
    for pair in frames.windows(2) {
        session.set(pair[0], Frame::NEXT, pair[1])?;
        session.set(pair[1], Frame::PREVIOUS, pair[0])?;
    }
    session.flush()?;
    let mut kinds = world.kinds();
    kinds.sort();
    let (new, changed) = kinds.split_at(4);
    assert_eq!(new, ["INSERT frames"; 4]);
    assert_eq!(
        changed, ["UPDATE frames"; 3],
        "no more than there are pairs"
    );
    let line = frames.map(|row| (session[row].previous_id, session[row].next_id));
    let ids = frames.map(|row| Some(session[row].id));
    assert_eq!(
        line,
        [
            (None, ids[1]),
            (ids[0], ids[2]),
            (ids[1], ids[3]),
            (ids[2], None)
        ]
    );
    session.commit()?;
    assert_eq!(session.load(frames[1], Frame::NEXT)?, Some(frames[2]));
    let [first, second, third, fourth] = ids.map(Option::unwrap);
    let mut expected = [
        format!("{first}|NULL|{second}"),
        format!("{second}|{first}|{third}"),
        format!("{third}|{second}|{fourth}"),
        format!("{fourth}|{third}|NULL"),
    ];
    expected.sort();
    assert_eq!(world.rows("SELECT * FROM frames ORDER BY id"), expected);

    // One is put between two others.
    for frame in frames {
        session.refresh(frame)?;
    }
    world.sent();
    let between = session.add(NewFrame::new());
    session.set(between, Frame::PREVIOUS, frames[1])?;
    session.set(between, Frame::NEXT, frames[2])?;
    session.set(frames[1], Frame::NEXT, between)?;
    session.set(frames[2], Frame::PREVIOUS, between)?;
    session.commit()?;
    assert_eq!(
        world.kinds(),
        ["INSERT frames", "UPDATE frames", "UPDATE frames"]
    );
    assert_eq!(
        world.rows("SELECT previous_id, next_id FROM frames WHERE id = 5"),
        [format!("{second}|{third}")]
    );
    assert_eq!(
        world.rows("SELECT count(*) FROM frames WHERE next_id = 5 OR previous_id = 5"),
        ["2"]
    );
    Ok(())
}
