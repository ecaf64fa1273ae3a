//! What an async runtime does with a future, at its smallest.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// Polls a future to its end, each time that it asks for it.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, usize::MAX).expect("the future ends")
}

/// Polls a future at most so many times, and drops it.
pub(super) fn poll_times<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    for _ in 0..times {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        assert!(
            bell.0.swap(false, SeqCst),
            "the future waits, and nothing will wake it"
        );
    }
    None
}
