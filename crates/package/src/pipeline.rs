//! One thread reads, several check, and the caller receives what they made in the order of the file.

use std::collections::BTreeMap;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// Chunks per worker that may be under way: bounds the memory.
const AHEAD: usize = 3;

/// Runs `produce` on one thread, `work` on `threads` others and `consume`, in the order of production, on this one.
/// `produce` passes items on until the callback returns `false`; `start` makes the state of a worker.
pub(crate) fn run<I, T, P, W, E>(
    threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(I) -> bool) -> P + Send,
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, u64, I) -> T + Sync,
    mut consume: impl FnMut(u64, T) -> Result<(), E>,
) -> Result<P, E>
where
    I: Send,
    T: Send,
    P: Send,
{
    thread::scope(|scope| {
        let (tasks, inbox) = sync_channel::<(u64, I)>(threads);
        let (outbox, results) = channel::<(u64, T)>();
        let (permit, permits) = sync_channel::<()>(threads * AHEAD);
        for _ in 0..threads * AHEAD {
            let _ = permit.send(());
        }
        let producer = scope.spawn(move || {
            let mut number = 0;
            produce(&mut |item| {
                let sent = permits.recv().is_ok() && tasks.send((number, item)).is_ok();
                number += 1;
                sent
            })
        });
        let inbox = Arc::new(Mutex::new(inbox));
        let (start, work) = (&start, &work);
        for _ in 0..threads {
            let (inbox, outbox) = (Arc::clone(&inbox), outbox.clone());
            scope.spawn(move || {
                let mut state = start();
                loop {
                    let task = inbox.lock().map(|inbox| inbox.recv());
                    let Ok(Ok((number, item))) = task else { return };
                    if outbox.send((number, work(&mut state, number, item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((inbox, outbox));
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        'results: for (number, result) in results {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                outcome = consume(next, result);
                if outcome.is_err() {
                    break 'results;
                }
                next += 1;
                let _ = permit.send(());
            }
        }
        drop(permit);
        let produced = producer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        outcome.map(|()| produced)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_at_any_thread_count() {
        for threads in [1, 2, 5] {
            let mut seen = Vec::new();
            let produced = run(
                threads,
                |push| (0..100).filter(|number| push(*number)).count(),
                || (),
                |(), _, number: u64| number * 2,
                |_, doubled| {
                    seen.push(doubled);
                    Ok::<(), ()>(())
                },
            );
            assert_eq!(produced, Ok(100));
            assert_eq!(seen, (0..100).map(|number| number * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_of_the_receiver_stops_everyone() {
        let stop = |number, _| if number == 7 { Err("enough") } else { Ok(()) };
        assert_eq!(run(2, |push| (0..1_000_000).all(push), || (), |(), _, n: u64| n, stop), Err("enough"));
    }
}
