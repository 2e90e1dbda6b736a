//! `liantu watch` and `liantu inspect`: what stands, how rules would have done, and what is due.

use crate::commands::notify;
use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::render::diagnostic::Drawing;
use crate::render::grid::align;
use liantu_engine::report::Today;
use liantu_engine::report::form::optional;
use liantu_engine::report::material::{Alert, Matter};
use liantu_engine::{Backtest, BacktestRequest, EngineError, InspectOutcome, InspectRequest, WatchQuery, WatchView};
use liantu_model::text::{Text, text};
use liantu_model::{Diagnostic, Language, Period};
use serde::Serialize;
use std::fmt::Write;

/// Whose watch, and when.
#[derive(clap::Args)]
pub struct Subject {
    /// A region, with all that lies in it, or the name of a port; otherwise everything
    #[arg(long, value_name = "REGION")]
    pub port: Option<String>,
    /// Level at which rules are put that name none, such as city
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
    /// Period such as 2024-06, 2024-Q2 or 2024; otherwise the newest with any value
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Day from which sources and deadlines are judged; otherwise the last of the period
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
}

impl Subject {
    /// The question to the engine.
    pub fn query(&self) -> Result<WatchQuery, Failure> {
        let read = |name: &str, given: &Option<String>, expected: Text| -> Result<Option<Period>, Failure> {
            let Some(given) = given else { return Ok(None) };
            given.parse().map(Some).map_err(|_| EngineError::parameter(name, given.as_str(), expected).into())
        };
        let period = text("时期，如 2024-06、2024-Q2 或 2024", "a period such as 2024-06, 2024-Q2 or 2024");
        let day = text("日期，如 2024-06-30", "a day such as 2024-06-30");
        Ok(WatchQuery {
            port: self.port.clone(),
            scale: self.scale.clone(),
            period: read("period", &self.period, period)?,
            day: read("day", &self.day, day)?.map(|day| day.start),
        })
    }
}

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu watch\n  liantu watch --port 340000 --scale city --period 2024-06\n  \
    liantu watch --backtest\n  liantu watch --backtest=\"alert red when yoy(flow[quantity]) < -45%\"\n\n\
    Without a table `rule` the rules that ship are put. Exit code 0 whether or not anything stands.")]
pub struct Watch {
    #[command(flatten)]
    pub subject: Subject,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
    /// Alerts to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// How the rules, or the one given, would have done on the shocks in table `event`
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "judge")]
    pub backtest: Option<String>,
    /// How the rules do on a made-up economy with 200 planted shocks
    #[arg(long)]
    pub judge: bool,
    /// Tell of new alerts by the ways that liantu.toml names under [notify]
    #[arg(long, conflicts_with_all = ["backtest", "judge"])]
    pub notify: bool,
}

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu inspect --day 2024-07-05\n  liantu inspect --port 340000 --json\n\n\
    Runs are rows of table `finding`; each is carried out once, however often this is called.")]
pub struct Inspect {
    /// A region, with all that lies in it; otherwise everything
    #[arg(long, value_name = "REGION")]
    pub port: Option<String>,
    /// Level at which rules are put that name none, such as city
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
    /// Day up to which inspections are carried out; otherwise today
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Watched<'w> {
    today: &'w Today,
    #[serde(flatten)]
    watch: &'w WatchView,
    told: Option<notify::Told>,
}

pub async fn watch(context: &Context, arguments: Watch) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let at = at(arguments.as_of.as_deref())?;
    if arguments.judge {
        let outcome = engine.run(context.port(), &at, "rule_trial", std::collections::BTreeMap::new()).await?;
        let grid = outcome.grid(None)?;
        return context.answer(&grid, |grid| {
            crate::render::grid::table(grid, crate::render::grid::Heads::Titles, context.width(), context.language)
        });
    }
    if let Some(text) = arguments.backtest {
        let text = Some(text).filter(|text| !text.trim().is_empty());
        let request = BacktestRequest { text, period: arguments.subject.period.clone(), ..BacktestRequest::default() };
        let found = engine.backtest(context.port(), &at, &request).await?;
        if let Some(fault) = &found.fault {
            let found = request.text.unwrap_or_default();
            return Err(EngineError::parameter("backtest", found, fault.message.clone()).into());
        }
        return context.answer(&found, |found| outlooks(found, context));
    }
    let query = arguments.subject.query()?;
    if arguments.notify {
        engine.follow_alerts(context.port(), query.scale.as_deref(), jiff::Timestamp::now()).await?;
    }
    let today = engine.today(context.port(), &at, &query).await?;
    // Who is to be told is told of all of them, however many are listed.
    let limit = if arguments.notify { usize::MAX } else { arguments.limit };
    let mut watch = engine.watch(context.port(), &at, &query, limit).await?;
    let told = if arguments.notify { Some(notify::tell(context, &engine, &watch).await?) } else { None };
    watch.alerts.truncate(arguments.limit);
    let all = Watched { today: &today, watch: &watch, told };
    context.answer(&all, |all| told_watch(all, context))
}

pub async fn inspect(context: &Context, arguments: Inspect) -> Result<(), Failure> {
    let subject = Subject { port: None, scale: None, period: None, day: arguments.day };
    let day = subject.query()?.day.unwrap_or_else(liantu_engine::present_day);
    let request = InspectRequest { port: arguments.port, scale: arguments.scale, day };
    let outcome = context.engine().await?.inspect(context.port(), &request).await?;
    context.answer(&outcome, |outcome| inspected(outcome, context))
}

fn faults(diagnostics: &[Diagnostic], language: Language) -> String {
    diagnostics.iter().map(|finding| Drawing::new(language, false).draw(finding)).collect::<Vec<_>>().join("\n")
}

fn told_watch(all: &Watched<'_>, context: &Context) -> String {
    let (language, today, watch) = (context.language, all.today, all.watch);
    let mut text = say!(
        language,
        "{} · {} · 修订 {}\n\n",
        "{} · {} · revision {}\n\n",
        watch.port.title.get(language),
        watch.period,
        watch.revision
    );
    for said in &today.sentences {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "· {}", said.text.get(language));
    }
    let numbers = today.numbers.iter();
    let numbers =
        numbers.map(|figure| format!("{} {}", figure.title.get(language), optional(figure.value, figure.form)));
    let _ = writeln!(text, "\n{}\n", numbers.collect::<Vec<_>>().join(" · "));
    if watch.shipped_rules {
        text +=
            &say!(language, "（没有表 rule：用随程序提供的规则）\n\n", "(no table `rule`: the rules that ship)\n\n");
    }
    if !watch.alerts.is_empty() {
        text += &alerts(&watch.alerts, context);
        if watch.total > watch.alerts.len() {
            let (shown, total) = (watch.alerts.len(), watch.total);
            text += &say!(language, "…… 显示 {shown} 项，共 {total} 项\n", "… {shown} of {total} alerts shown\n");
        }
    }
    text += &faults(&watch.diagnostics, language);
    if let Some(told) = &all.told {
        text += &told.text(language);
    }
    text
}

fn alerts(alerts: &[Alert], context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["等级", "对象", "规则", "发布", "解除", "数据行", "处置", "接收端口", "编号"],
        Language::En => ["grade", "subject", "rule", "since", "lowered", "rows", "status", "addressee", "id"],
    };
    let rows: Vec<_> = alerts
        .iter()
        .map(|alert| {
            vec![
                liantu_model::glossary::label(&format!("grade.{}", alert.grade), language).to_owned(),
                alert.subject().get(language).to_owned(),
                alert.title.get(language).to_owned(),
                alert.since.clone(),
                alert.until.clone().unwrap_or_else(|| "-".to_owned()),
                alert.row_count.to_string(),
                alert.handling.as_ref().map_or_else(
                    || "-".to_owned(),
                    |own| liantu_model::glossary::label(&format!("alert_status.{}", own.status), language).to_owned(),
                ),
                alert.handling.as_ref().map_or_else(|| alert.addressee.clone(), |own| own.addressee.clone()),
                alert.id.clone(),
            ]
        })
        .collect();
    let right = [false, false, false, false, false, true, false, false, false];
    align(&heads.map(str::to_owned), &right, &rows, context.width(), language)
}

fn outlooks(found: &Backtest, context: &Context) -> String {
    let mut text = String::new();
    for outlook in &found.rules {
        let _ = writeln!(text, "{}: {}", outlook.rule, outlook.sentence.get(context.language));
        for when in &outlook.when {
            let _ = writeln!(text, "  {when}");
        }
        if !outlook.missed.is_empty() {
            let missed = outlook.missed.join("; ");
            text += &say!(context.language, "  漏报：{missed}\n", "  missed: {missed}\n");
        }
    }
    text + &faults(&found.diagnostics, context.language)
}

fn inspected(outcome: &InspectOutcome, context: &Context) -> String {
    let language = context.language;
    let mut text = match outcome.revision {
        None => say!(language, "没有到期而未做的检查。\n", "No inspection is due that was not carried out.\n"),
        Some(revision) => {
            let count = outcome.runs.len();
            say!(
                language,
                "已做检查 {count} 项，记入修订 {revision}。\n",
                "{count} inspections carried out, in revision {revision}.\n"
            )
        }
    };
    for run in &outcome.runs {
        text += &say!(language, "{}：发现 {} 项\n", "{}: {} findings\n", run.id, run.findings.len());
        for found in &run.findings {
            let _ = writeln!(text, "  · {}", found.title.get(language));
        }
        if !run.unanswered.is_empty() {
            let checks = run.unanswered.join(", ");
            text += &say!(language, "  无从检查：{checks}\n", "  nothing answers: {checks}\n");
        }
    }
    if !outcome.overdue.is_empty() {
        text += &say!(language, "\n逾期：\n", "\nOverdue:\n");
        text += &overdue(&outcome.overdue, context);
    }
    text
}

fn overdue(matters: &[Matter], context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["事项", "区域", "责任人", "期限", "逾期天数", "现由谁负责"],
        Language::En => ["matter", "region", "owner", "due", "days late", "now with"],
    };
    let rows: Vec<_> = matters
        .iter()
        .map(|matter| {
            let title = matter.title.get(language);
            let level = matter.level.as_deref().unwrap_or("-");
            vec![
                if title.is_empty() { matter.id.clone() } else { title.to_owned() },
                matter.region.as_ref().map_or_else(|| "-".to_owned(), |region| region.title.get(language).to_owned()),
                matter.owner.clone().unwrap_or_else(|| "-".to_owned()),
                matter.due.clone().unwrap_or_else(|| "-".to_owned()),
                matter.late.map_or_else(|| "-".to_owned(), |late| late.to_string()),
                liantu_model::glossary::label(&format!("port_level.{level}"), language).to_owned(),
            ]
        })
        .collect();
    align(&heads.map(str::to_owned), &[false, false, false, false, true, false], &rows, context.width(), language)
}
