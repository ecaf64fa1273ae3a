//! How are two ways to do the same compared?

use std::{env, hint, time::Duration};

/// Prints the line above the figures.
///
/// Memory that was taken once is kept: otherwise the allocator gives pages back and asks for them again in the middle of
/// a run, and it is chance which of the two ways that befalls.
pub(crate) fn head(way: &str) {
    drop(hint::black_box(Vec::<u8>::with_capacity(31 << 20)));
    println!(
        "{:<44} {:>12} {way:>12} {:>7} {:>7}",
        "", "by hand", "ratio", "target"
    );
}

/// Runs both ways in turn, and prints the medians of their times and their ratio; nothing where the program was given words
/// and the name has none of them.
pub(crate) fn report(
    name: &str,
    target: f64,
    runs: usize,
    mut by_hand: impl FnMut() -> Duration,
    mut other: impl FnMut() -> Duration,
) {
    let mut words = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    if words.peek().is_some() && !words.any(|word| name.contains(&word)) {
        return;
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        first.push(by_hand());
        second.push(other());
    }
    let (first, second) = (median(first), median(second));
    let ratio = second.as_secs_f64() / first.as_secs_f64();
    println!("{name:<44} {first:>12.2?} {second:>12.2?} {ratio:>7.2} {target:>7.2}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
