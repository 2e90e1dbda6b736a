//! A settlement that is killed leaves nothing half done.

use crate::place::places;
use crate::{HALVES, day, order, settle, signed};
use jiff::civil::Date;
use liantu_ledger::{Ledger, Order};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where the child finds its ledger.
const URL: &str = "LIANTU_TEST_LEDGER";
const AGREEMENTS: usize = 24;
const YEARS: i16 = 6;

fn name(number: usize) -> String {
    format!("deal-{number:02}")
}

/// The orders for all agreements: every month of six years.
async fn orders(ledger: &Ledger) -> Vec<Order> {
    let months: Vec<String> =
        (0..YEARS * 12).map(|month| format!("{}-{:02}", 2021 + month / 12, month % 12 + 1)).collect();
    let rows: Vec<_> = months.iter().map(|month| ("tax", "a", month.as_str(), "100")).collect();
    let mut orders = Vec::new();
    for number in 0..AGREEMENTS {
        orders.push(order(ledger, &name(number), &rows).await);
    }
    orders
}

/// Until when each book is settled, and its last record.
async fn stand(ledger: &Ledger) -> Vec<(Option<Date>, u64)> {
    let mut states = Vec::new();
    for number in 0..AGREEMENTS {
        let deal = ledger.deal(&name(number)).await.unwrap();
        states.push((deal.book.settled_until(), deal.book.head().number));
    }
    states
}

/// Settles year by year; this is what is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let ledger = Ledger::open(&url).await.unwrap();
    for year in 2022..2022 + YEARS {
        settle(&ledger, orders(&ledger).await, &format!("{year}-01-01")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_half_done() {
    for place in places() {
        let ledger = place.open().await;
        for number in 0..AGREEMENTS {
            signed(&ledger, &HALVES.replace("halves", &name(number))).await;
        }
        ledger.close().await;
        let spawn = || {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "killed::child"]).env(URL, &place.url);
            child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let (mut seen, mut killed) = (Vec::new(), 0);
        // Moments that differ, on fast machines and on slow ones: each a little later than the last, from the very first on.
        for round in 0u32..24 {
            let mut child = spawn();
            std::thread::sleep(Duration::from_millis(8) * round);
            killed += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
            let ledger = place.open().await;
            assert!(ledger.verify().await.unwrap().is_empty(), "round {round}");
            let mut states = Vec::new();
            // A server may still be ending what was sent to it before: what counts is what stays.
            loop {
                let now = stand(&ledger).await;
                if now == states {
                    break;
                }
                states = now;
            }
            ledger.close().await;
            states.dedup();
            assert_eq!(states.len(), 1, "round {round}: some agreements are settled and some are not");
            seen.push(states[0]);
            if states[0].0 == Some(day("2027-01-01")) {
                break;
            }
        }
        assert!(seen.is_sorted(), "what was acknowledged stays: {seen:?}");
        assert!(killed >= 3, "{killed} of {} were killed", seen.len());
        let begin = Instant::now();
        while !spawn().wait().unwrap().success() {
            assert!(begin.elapsed() < Duration::from_mins(5), "what was begun can be ended");
        }
        let ledger = place.open().await;
        assert!(ledger.verify().await.unwrap().is_empty());
        for number in 0..AGREEMENTS {
            let deal = ledger.deal(&name(number)).await.unwrap();
            assert_eq!(deal.book.obligations(None).0.len(), 72, "each obligation is there once");
        }
        eprintln!("{} children, {killed} killed at work, states {}", seen.len(), {
            seen.dedup();
            seen.len()
        });
    }
}
