//! What changed while somebody looked: the newest revision, and how much was done about alerts and findings. Other programs
//! change the same workspace, so that the only way to know is to look; one look a second serves everybody who asks.

use crate::Door;
use liantu_engine::{At, WatchQuery};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use utoipa::ToSchema;

/// Between two looks.
const BEAT: Duration = Duration::from_secs(1);
/// Between two rounds of the book of alerts while no new revision comes: what nobody takes note of goes up by itself.
const ROUND: Duration = Duration::from_mins(10);

/// The state of the workspace, as far as it is seen on pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct State {
    /// The newest revision.
    pub revision: u64,
    /// How much was done about alerts.
    pub alerts: u64,
    /// How much was done about findings.
    pub findings: u64,
}

/// Tells of changes.
#[derive(Debug)]
pub(crate) struct Pulse {
    state: watch::Sender<Option<State>>,
    /// Whether somebody looks already.
    looking: Arc<Mutex<bool>>,
}

impl Pulse {
    pub fn new() -> Self {
        Self { state: watch::Sender::new(None), looking: Arc::default() }
    }

    /// Follows the changes from now on; the first to follow sets somebody to look.
    pub fn follow(&self, door: &Door) -> watch::Receiver<Option<State>> {
        let receiver = self.state.subscribe();
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if !*looking {
            *looking = true;
            tokio::spawn(look(door.clone()));
        }
        receiver
    }
}

/// Looks until nobody follows.
async fn look(door: Door) {
    loop {
        match state(&door).await {
            Ok(state) => {
                let changed = |known: &mut Option<State>| known.replace(state) != Some(state);
                door.pulse.state.send_if_modified(changed);
            }
            Err(error) => tracing::warn!("cannot look for changes: {error}"),
        }
        tokio::time::sleep(BEAT).await;
        let mut looking = door.pulse.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if door.pulse.state.receiver_count() == 0 {
            *looking = false;
            // Who comes next is told the state as it is then, not as it was.
            door.pulse.state.send_replace(None);
            return;
        }
    }
}

async fn state(door: &Door) -> Result<State, liantu_engine::EngineError> {
    let revision = door.revision(door.port(), &At::default()).await?;
    let [alerts, findings] = door.engine.handled().await?;
    Ok(State { revision, alerts, findings })
}

/// Keeps the book of alerts while the server runs: after each new revision and now and then. What is looked for is kept, so
/// that whoever opens Today finds it computed.
pub(crate) async fn keep_book(door: Door) {
    let mut known = None;
    let mut rest = ROUND;
    loop {
        let revision = door.revision(door.port(), &At::default()).await.ok();
        if revision != known || rest >= ROUND {
            (known, rest) = (revision, Duration::ZERO);
            if let Err(error) = round(&door).await {
                tracing::warn!("the book of alerts is not up to date: {error}");
            }
        }
        tokio::time::sleep(BEAT).await;
        rest += BEAT;
    }
}

/// One round: the book is brought up to date, and Today is computed for whoever asks next.
async fn round(door: &Door) -> Result<(), liantu_engine::EngineError> {
    let day = Some(liantu_engine::present_day());
    door.engine.today(door.port(), &At::default(), &WatchQuery { day, ..WatchQuery::default() }).await?;
    door.engine.follow_alerts(door.port(), None, jiff::Timestamp::now()).await.map(drop)
}
