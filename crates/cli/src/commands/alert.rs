//! `liantu alert` and `liantu finding`: who does what about them, and why.

use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::render::grid::align;
use jiff::Timestamp;
use jiff::civil::Date;
use liantu_engine::report::material::Deed;
use liantu_engine::{AlertAct, AlertCase, Doing, FindingAct, FindingView, Followed, WatchQuery};
use liantu_model::{Language, glossary};
use std::fmt::Write;

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu watch\n  liantu alert acknowledge A1b2c3 --by \"Chain office\"\n  \
    liantu alert assign A1b2c3 --to \"Desk 2\" --by \"Chain office\"\n  liantu alert snooze A1b2c3 --until 2026-12-01 --why \"ship under way\"\n  \
    liantu alert resolve A1b2c3 --why \"second supplier\"\n  liantu alert list\n\n\
    Identifiers are those of `liantu watch` at the newest revision, or of the book. What is entered stays; nothing is taken back.")]
pub struct Alerts {
    #[command(subcommand)]
    pub action: Action,
}

/// What to do about an alert.
#[derive(clap::Subcommand)]
pub enum Action {
    /// List the alerts of the book, those that are not dealt with first
    List,
    /// Show what was done about an alert
    Show(Shown),
    /// Enter what the newest revision has: what is new, graver, gone or back
    Follow(Following),
    /// Take note of an alert
    Acknowledge(Deeds),
    /// Charge somebody with an alert
    Assign(Assigned),
    /// Put an alert off
    Snooze(Snoozed),
    /// Take an alert one level up
    Escalate(Escalated),
    /// Say that an alert is dealt with
    Resolve(Resolved),
    /// Open an alert again
    Reopen(Deeds),
}

/// What is typed.
#[derive(clap::Args)]
pub struct Shown {
    /// Identifier of the alert
    pub id: String,
    /// Level of the list that the identifier is from
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Following {
    /// Level at which rules are put that name none, such as city
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
}

/// Which alert, and who does it.
#[derive(clap::Args)]
pub struct Deeds {
    /// Identifier of the alert
    pub id: String,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// Level of the list that the identifier is from
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
    /// State of the list that the identifier is from; otherwise the newest
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Assigned {
    #[command(flatten)]
    pub deeds: Deeds,
    /// Who is charged with it
    #[arg(long, value_name = "NAME")]
    pub to: String,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Snoozed {
    #[command(flatten)]
    pub deeds: Deeds,
    /// Day on which it comes back
    #[arg(long, value_name = "DAY")]
    pub until: Date,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Escalated {
    #[command(flatten)]
    pub deeds: Deeds,
    /// Port that it goes to; otherwise the region above
    #[arg(long, value_name = "PORT")]
    pub to: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Resolved {
    /// Identifier of the alert
    pub id: String,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// How it was dealt with
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    /// Level of the list that the identifier is from
    #[arg(long, value_name = "LEVEL")]
    pub scale: Option<String>,
    /// State of the list that the identifier is from; otherwise the newest
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu inspect\n  liantu finding assign f1 --to \"Chain office\"\n  \
    liantu finding due f1 --day 2026-12-31 --why \"the part is on its way\"\n  liantu finding close f1 --why \"second supplier\"")]
pub struct Findings {
    #[command(subcommand)]
    pub action: FindingAction,
}

/// What to do about a finding of an inspection.
#[derive(clap::Subcommand)]
pub enum FindingAction {
    /// Charge somebody with a finding
    Assign(FindingAssigned),
    /// Name another day on which a finding is due
    Due(FindingDue),
    /// Say that a finding is settled
    Close(FindingClosed),
    /// Open a finding again
    Reopen(FindingDeeds),
}

/// Which finding, and who does it.
#[derive(clap::Args)]
pub struct FindingDeeds {
    /// Identifier of the finding
    pub id: String,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct FindingAssigned {
    #[command(flatten)]
    pub deeds: FindingDeeds,
    /// Who has to settle it
    #[arg(long, value_name = "NAME")]
    pub to: String,
}

/// What is typed.
#[derive(clap::Args)]
pub struct FindingDue {
    #[command(flatten)]
    pub deeds: FindingDeeds,
    /// The last day in time
    #[arg(long, value_name = "DAY")]
    pub day: Date,
}

/// What is typed.
#[derive(clap::Args)]
pub struct FindingClosed {
    #[command(flatten)]
    pub deeds: FindingDeeds,
    /// Day on which it was settled; today by default
    #[arg(long, value_name = "DAY")]
    pub day: Option<Date>,
}

fn doing<A>(act: A, by: Option<String>, why: Option<String>, to: Option<String>, day: Option<Date>) -> Doing<A> {
    Doing { act, by, why: why.unwrap_or_default(), to, day }
}

pub async fn alert(context: &Context, action: Action) -> Result<(), Failure> {
    let (act, deeds, to, day) = match action {
        Action::List => {
            let cases = context.engine().await?.alert_cases(context.port(), Timestamp::now()).await?;
            return context.answer(&cases, |cases| list(cases, context));
        }
        Action::Show(arguments) => {
            let query = WatchQuery { scale: arguments.scale, ..WatchQuery::default() };
            let engine = context.engine().await?;
            let case = engine.alert_case(context.port(), &query, &arguments.id, Timestamp::now()).await?;
            return context.answer(&case, |case| show(case, context));
        }
        Action::Follow(arguments) => {
            let engine = context.engine().await?;
            let followed = engine.follow_alerts(context.port(), arguments.scale.as_deref(), Timestamp::now()).await?;
            return context.answer(&followed, |followed| told(followed, context.language));
        }
        Action::Acknowledge(deeds) => (AlertAct::Acknowledge, deeds, None, None),
        Action::Reopen(deeds) => (AlertAct::Reopen, deeds, None, None),
        Action::Assign(own) => (AlertAct::Assign, own.deeds, Some(own.to), None),
        Action::Snooze(own) => (AlertAct::Snooze, own.deeds, None, Some(own.until)),
        Action::Escalate(own) => (AlertAct::Escalate, own.deeds, own.to, None),
        Action::Resolve(own) => {
            let Resolved { id, by, why, scale, as_of } = own;
            (AlertAct::Resolve, Deeds { id, by, why: Some(why), scale, as_of }, None, None)
        }
    };
    let at = at(deeds.as_of.as_deref())?;
    let query = WatchQuery { scale: deeds.scale, ..WatchQuery::default() };
    let doing = doing(act, deeds.by, deeds.why, to, day);
    let engine = context.engine().await?;
    let case = engine.act_on_alert(context.port(), &at, &query, &deeds.id, &doing, Timestamp::now()).await?;
    context.answer(&case, |case| show(case, context))
}

pub async fn finding(context: &Context, action: FindingAction) -> Result<(), Failure> {
    let (act, deeds, to, day) = match action {
        FindingAction::Assign(own) => (FindingAct::Assign, own.deeds, Some(own.to), None),
        FindingAction::Due(own) => (FindingAct::Due, own.deeds, None, Some(own.day)),
        FindingAction::Close(own) => (FindingAct::Close, own.deeds, None, own.day),
        FindingAction::Reopen(deeds) => (FindingAct::Reopen, deeds, None, None),
    };
    let doing = doing(act, deeds.by, deeds.why, to, day);
    let engine = context.engine().await?;
    let view = engine.act_on_finding(context.port(), &deeds.id, &doing, Timestamp::now()).await?;
    context.answer(&view, |view| settled(view, context.language))
}

fn told(followed: &Followed, language: Language) -> String {
    let Followed { revision, raised, graded, cleared, returned, escalated } = followed;
    say!(
        language,
        "修订 {revision}：登记 {raised} 项，等级变化 {graded} 项，规则不再成立 {cleared} 项，再次成立 {returned} 项，逾时上报 {escalated} 项\n",
        "revision {revision}: {raised} entered, {graded} graded anew, {cleared} no longer hold, {returned} hold again, {escalated} gone up\n"
    )
}

fn word(kind: &str, word: &str, language: Language) -> String {
    glossary::label(&format!("{kind}.{word}"), language).to_owned()
}

/// Where, from where, and what.
fn subject(case: &AlertCase, language: Language) -> String {
    let mut text = case.partner.as_ref().map_or_else(String::new, |own| format!("{} → ", own.title.get(language)));
    text += case.region.title.get(language);
    if let Some(what) = case.item.as_deref().or(case.industry.as_deref()) {
        let _ = write!(text, " ({what})");
    }
    text
}

fn list(cases: &[AlertCase], context: &Context) -> String {
    let language = context.language;
    if cases.is_empty() {
        return say!(language, "还没有登记过预警。\n", "No alert was entered yet.\n");
    }
    let heads = match language {
        Language::Zh => ["状态", "等级", "对象", "规则", "发布", "层级", "经办", "规则仍成立", "编号"],
        Language::En => ["status", "grade", "subject", "rule", "since", "level", "with", "holds", "id"],
    };
    let row = |case: &AlertCase| {
        vec![
            word("alert_status", &case.handling.status, language),
            word("grade", &case.grade, language),
            subject(case, language),
            case.rule.clone(),
            case.since.clone(),
            word("port_level", &case.handling.level, language),
            case.handling.assignee.clone().unwrap_or_else(|| case.handling.addressee.clone()),
            if case.stands { say!(language, "是", "yes") } else { say!(language, "否", "no") },
            case.handling.case.clone(),
        ]
    };
    let rows: Vec<_> = cases.iter().map(row).collect();
    align(&heads.map(str::to_owned), &[false; 9], &rows, context.width(), language)
}

fn show(case: &AlertCase, context: &Context) -> String {
    let language = context.language;
    let mut text = format!("{}  {}  {}\n", case.handling.case, case.rule, subject(case, language));
    let (revision, scale) = (case.handling.revision, case.handling.scale.as_deref());
    let scale = scale.map_or_else(String::new, |scale| format!(" --scale {scale}"));
    text += &say!(
        language,
        "{}，{}。由修订 {revision} 登记：liantu watch --as-of {revision}{scale}\n",
        "{}, {}. Entered from revision {revision}: liantu watch --as-of {revision}{scale}\n",
        word("alert_status", &case.handling.status, language),
        word("grade", &case.grade, language)
    );
    text + &deeds(&case.history, language)
}

fn settled(view: &FindingView, language: Language) -> String {
    let mut text = format!("{}  {}\n", view.id, view.title.get(language));
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    text += &say!(
        language,
        "责任人 {}，期限 {}，办结 {}\n",
        "owner {}, due {}, settled {}\n",
        or(&view.owner),
        or(&view.due),
        or(&view.closed)
    );
    text + &deeds(&view.history, language)
}

fn deeds(history: &[Deed], language: Language) -> String {
    let line = |deed: &Deed| {
        let grade = matches!(deed.kind.as_str(), "raised" | "graded");
        let what = deed.what.as_deref().map(|what| if grade { word("grade", what, language) } else { what.to_owned() });
        let what = what.map_or_else(String::new, |what| format!(" {what}"));
        let why = if deed.why.is_empty() { String::new() } else { format!("  {}", deed.why) };
        format!("  {}  {}  {}{what}{why}\n", deed.at, deed.by, word("alert_event", &deed.kind, language))
    };
    history.iter().map(line).collect()
}
