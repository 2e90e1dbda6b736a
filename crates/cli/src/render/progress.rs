//! Progress of long work: bars on a terminal, nothing elsewhere.

use crate::context::Context;
use crate::render::grid::fit;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use liantu_engine::Progress;
use liantu_model::Language;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

/// Exit code of a program that a person interrupts: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Longest name before a bar.
const LONGEST: usize = 32;

/// A bar that the engine moves and Ctrl-C stops.
pub struct Bar {
    drawn: ProgressBar,
    stage: Mutex<String>,
    cancelled: AtomicBool,
    asked: Notify,
    language: Language,
}

impl Bar {
    /// A bar headed `name`. The first Ctrl-C asks the work to stop, the second ends the program; either way nothing is
    /// left half-done.
    pub fn start(context: &Context, name: &str) -> Arc<Self> {
        let target = if context.draws() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let drawn =
            ProgressBar::with_draw_target(None, target).with_style(style(false)).with_prefix(fit(name, LONGEST));
        drawn.enable_steady_tick(Duration::from_millis(120));
        let progress = Arc::new(Self {
            drawn,
            stage: Mutex::default(),
            cancelled: AtomicBool::new(false),
            asked: Notify::new(),
            language: context.language,
        });
        let stopped = Arc::downgrade(&progress);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok()
                && let Some(progress) = stopped.upgrade()
            {
                progress.cancelled.store(true, Ordering::Relaxed);
                progress.asked.notify_one();
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(INTERRUPTED);
                }
            }
        });
        progress
    }

    /// Waits until a person asks the work to stop.
    pub async fn stopped(&self) {
        self.asked.notified().await;
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.drawn.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, stage: &str, done: u64, total: Option<u64>) {
        let mut current = self.stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let turned = *current != stage;
        if turned {
            stage.clone_into(&mut current);
            self.drawn.set_message(word(stage, self.language).to_owned());
        }
        // Firms and parts of a computation are counted, not weighed.
        let counts = matches!(stage, "synthesise" | "computing");
        if turned || self.drawn.length().is_none() != total.is_none() {
            self.drawn.set_style(if counts { counted(total.is_some()) } else { style(total.is_some()) });
        }
        if let Some(total) = total {
            self.drawn.set_length(total);
        }
        self.drawn.set_position(done);
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

fn style(known: bool) -> ProgressStyle {
    let template = if known {
        "{prefix} {msg} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec} {eta}"
    } else {
        "{prefix} {msg} {spinner} {bytes} {bytes_per_sec}"
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

fn counted(known: bool) -> ProgressStyle {
    let template =
        if known { "{prefix} {msg} [{wide_bar}] {percent} % {eta}" } else { "{prefix} {msg} {spinner} {pos}" };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

fn word(stage: &str, language: Language) -> &str {
    match (stage, language) {
        ("reading", Language::Zh) => "读入并检查",
        ("verifying", Language::Zh) => "核对键与引用",
        ("locating", Language::Zh) => "定位问题",
        ("committing", Language::Zh) => "写入",
        ("computing", Language::Zh) => "计算",
        ("synthesise", Language::Zh) => "生成",
        ("synthesise", Language::En) => "making",
        _ => stage,
    }
}
