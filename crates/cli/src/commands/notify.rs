//! Telling of new alerts by the ways that `liantu.toml` names: a file, a webhook, a mail. Without a way nothing leaves.

mod smtp;

use crate::context::{Context, json};
use crate::failure::Failure;
use crate::language::say;
use liantu_engine::report::material::{Alert, rank};
use liantu_engine::{At, Engine, Notices, WatchQuery, WatchView};
use liantu_model::{Language, Words};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long a webhook or a mail server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was told, by which way, and what failed.
#[derive(Default, Serialize)]
pub struct Told {
    /// Whether any way is configured.
    configured: bool,
    /// New alerts that were told, by way.
    alerts: BTreeMap<&'static str, usize>,
    /// Ways that failed, with what was said; what they should have told is told next time.
    failed: BTreeMap<&'static str, String>,
}

impl Told {
    pub fn text(&self, language: Language) -> String {
        if !self.configured {
            return say!(
                language,
                "\n没有配置通知方式：见 liantu.toml 的 [notify]\n",
                "\nno way of notification is configured: see [notify] in liantu.toml\n"
            );
        }
        let mut text = String::from("\n");
        for (way, count) in &self.alerts {
            text += &say!(language, "已通知（{way}）：{count} 项\n", "told by {way}: {count}\n");
        }
        for (way, reason) in &self.failed {
            text += &say!(language, "通知失败（{way}）：{reason}\n", "could not tell by {way}: {reason}\n");
        }
        text
    }
}

/// What a round tells.
#[derive(Serialize)]
struct Message<'m> {
    workspace: String,
    revision: u64,
    port: &'m str,
    period: &'m str,
    alerts: Vec<&'m Alert>,
}

impl Message<'_> {
    fn subject(&self, language: Language) -> String {
        let (count, period) = (self.alerts.len(), self.period);
        say!(language, "链图预警：{period} 新增 {count} 项", "Liantu: {count} new alerts, {period}")
    }

    fn text(&self, language: Language) -> String {
        let lines = self.alerts.iter().map(|alert| format!("· {}\n  {}\n", alert.sentence.get(language), alert.reason));
        let revision = self.revision;
        lines.collect::<String>() + &say!(language, "\n数据版本 {revision}\n", "\nrevision {revision}\n")
    }
}

/// What makes an alert the same on another revision.
fn key(alert: &Alert) -> String {
    let partner = alert.partner.as_ref().map_or("", |partner| &partner.id);
    let parts = [&alert.rule, partner, &alert.region.id];
    let rest =
        [alert.industry.as_deref(), alert.item.as_deref(), alert.level.as_deref()].map(Option::unwrap_or_default);
    // Who is told next is told too: the level it has gone up to is part of it.
    let level = alert.handling.as_ref().map(|handling| handling.level.as_str()).filter(|level| *level != "execution");
    let up = level.map_or_else(String::new, |level| format!("/{level}"));
    format!("{}/{}/{}/{}{up}", parts.join("/"), rest.join("/"), alert.since, alert.grade)
}

/// Tells of the alerts that stand and were not told by this way before. A way that fails keeps no other from telling.
pub async fn tell(context: &Context, engine: &Engine, watch: &WatchView) -> Result<Told, Failure> {
    let Some(notices) = engine.notices()? else { return Ok(Told::default()) };
    // Two that tell at once come one after the other: the second finds what the first told.
    let _turn = engine.turn_to_notify().await?;
    let mut all = engine.notified()?;
    let mut told = Told { configured: true, ..Told::default() };
    let grave = |alert: &&Alert| alert.stands && !alert.is_quiet() && rank(&alert.grade) >= rank(&notices.grade);
    let keyed = |watch: &'_ WatchView| -> BTreeSet<String> { watch.alerts.iter().filter(grave).map(key).collect() };
    let due: Vec<(String, &Alert)> = watch.alerts.iter().filter(grave).map(|alert| (key(alert), alert)).collect();
    for way in ways(&notices) {
        let known = all.entry(way.to_owned()).or_default();
        let fresh: Vec<&(String, &Alert)> = due.iter().filter(|(key, _)| !known.contains(key)).collect();
        if fresh.is_empty() {
            told.alerts.insert(way, 0);
            continue;
        }
        let message = Message {
            workspace: engine.folder().display().to_string(),
            revision: watch.revision,
            port: watch.port.title.get(context.language),
            period: &watch.period,
            alerts: fresh.iter().map(|(_, alert)| *alert).collect(),
        };
        match send(way, &notices, &message, context.language).await {
            Ok(()) => {
                known.extend(fresh.iter().map(|(key, _)| key.clone()));
                told.alerts.insert(way, fresh.len());
                // At once: what the next way does must not make this one tell twice.
                engine.remember_notified(&all)?;
            }
            Err(reason) => {
                told.failed.insert(way, reason.get(context.language).to_owned());
            }
        }
    }
    // What no longer stands anywhere is forgotten, so that the list does not grow for ever. What another office, period or scale
    // lists was told to it and stays.
    let query = WatchQuery { scale: watch.scale.clone(), ..WatchQuery::default() };
    let whole = engine.watch(context.port(), &At::default(), &query, usize::MAX).await?;
    let standing: BTreeSet<String> = keyed(&whole).into_iter().chain(due.into_iter().map(|(key, _)| key)).collect();
    let scale = watch.scale.as_deref().unwrap_or_default();
    for known in all.values_mut() {
        known.retain(|key| standing.contains(key) || level(key) != Some(scale));
    }
    engine.remember_notified(&all)?;
    Ok(told)
}

/// The level in a key.
fn level(key: &str) -> Option<&str> {
    key.split('/').nth(5)
}

fn ways(notices: &Notices) -> Vec<&'static str> {
    let ways =
        [("file", notices.folder.is_some()), ("webhook", notices.webhook.is_some()), ("mail", notices.mail.is_some())];
    ways.into_iter().filter(|(_, there)| *there).map(|(way, _)| way).collect()
}

async fn send(way: &str, notices: &Notices, message: &Message<'_>, language: Language) -> Result<(), Words> {
    let body = json(message).map_err(foreign)?;
    let sending = async {
        match way {
            "file" => drop_file(notices, message, &body).map_err(foreign),
            "webhook" => post(notices, body).await,
            _ => match &notices.mail {
                Some(mail) => smtp::send(mail, &message.subject(language), &message.text(language)).await,
                None => Ok(()),
            },
        }
    };
    tokio::time::timeout(PATIENCE, sending).await.unwrap_or_else(|_| {
        let seconds = PATIENCE.as_secs();
        Err(Words::new(format!("{seconds} 秒内没有回答"), format!("no answer within {seconds} s")))
    })
}

/// What the system or a library says, in its own language.
fn foreign(error: impl std::fmt::Display) -> Words {
    Words::same(error.to_string())
}

/// A file that is there whole or not at all, named by what it tells.
fn drop_file(notices: &Notices, message: &Message<'_>, body: &str) -> std::io::Result<()> {
    let Some(folder) = &notices.folder else { return Ok(()) };
    std::fs::create_dir_all(folder)?;
    let free = (1..).map(|number| folder.join(format!("alerts-r{}-{number}.json", message.revision)));
    let Some(path) = free.into_iter().find(|path| !path.exists()) else { return Ok(()) };
    let fresh = path.with_extension("part");
    std::fs::write(&fresh, body)?;
    std::fs::rename(&fresh, &path)
}

async fn post(notices: &Notices, body: String) -> Result<(), Words> {
    let Some(address) = &notices.webhook else { return Ok(()) };
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let request = client.map_err(foreign)?.post(address).header("content-type", "application/json");
    let answer = request.body(body).send().await.map_err(|error| foreign(error.without_url()))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    Err(Words::new(format!("该地址回答 {status}"), format!("the webhook answered {status}")))
}
