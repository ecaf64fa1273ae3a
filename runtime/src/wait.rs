//! How does a synchronous caller run what is written once for both?

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// Runs a future whose driver never waits: one poll is the whole of it.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match at_once(future) {
        Some(output) => output,
        None => unreachable!("a driver of the synchronous engine waited"),
    }
}

/// Runs a future if its driver does not wait; otherwise gives it up.
pub(crate) fn at_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
