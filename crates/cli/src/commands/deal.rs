//! `liantu deal`: agreements that are kept.

use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::render::deal::{account, cleared, ended, falling, findings, list, owe, show, verified};
use jiff::civil::Date;
use liantu_engine::{CalendarEntry, DealInfo, DealView, EngineError, GivenFact, Obligation, Payment};
use liantu_engine::{check_deal, deal_templates};
use liantu_model::Period;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is typed.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  liantu deal template forward_enclave > park.toml\n  liantu deal check park.toml\n  \
    liantu deal add park.toml\n  liantu deal sign forward-enclave --party out --by \"A. Mayor\"\n  \
    liantu deal settle --until 2024 --facts tax.csv\n  liantu deal statement forward-enclave --party out --period 2025"
)]
pub struct Deals {
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with agreements.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Print an agreement to start from
    Template(Template),
    /// Check the text of an agreement; needs no workspace
    Check(TextFile),
    /// Keep a new agreement, which every party has then to sign
    Add(New),
    /// Bring a new version of an agreement
    Amend(Amend),
    /// List the agreements
    List,
    /// Show an agreement: signatures, who owes whom what
    Show(Show),
    /// Sign for a party
    Sign(Sign),
    /// Enter an amount that clauses divide
    Enter(Enter),
    /// Settle up to the end of a period
    Settle(Settle),
    /// Record a payment
    Pay(Pay),
    /// Undo an obligation, a payment or an amount, for a reason
    Reverse(Reverse),
    /// Draw on a bond for what has been owed too long
    Draw(Draw),
    /// List meetings, duties, turns and hand-overs by day
    Calendar(Calendar),
    /// List the obligations of an agreement with their reasons
    Obligations(Obligations),
    /// Print a party's statement
    Statement(Statement),
    /// Net what all agreements leave open to few payments
    Clearing(Clearing),
    /// Check every stored record against its hash
    Verify,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Template {
    /// Kind of agreement; without it the kinds are listed
    pub kind: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct TextFile {
    /// File with the agreement (TOML)
    pub file: PathBuf,
}

/// What is typed.
#[derive(clap::Args)]
pub struct New {
    /// File with the agreement (TOML)
    pub file: PathBuf,
    /// Who brings it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Amend {
    /// File with the whole text, amendments included (TOML)
    pub file: PathBuf,
    /// First day on which a settlement goes by this text, for the whole term (what changes from a day on is an amendment of the
    /// text); the start of the agreement by default
    #[arg(long, value_name = "DAY")]
    pub valid_from: Option<jiff::civil::Date>,
    /// Who brings it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Show {
    /// Identifier of the agreement
    pub id: String,
    /// Print the text of this version
    #[arg(long, value_name = "VERSION")]
    pub text: Option<u32>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Sign {
    /// Identifier of the agreement
    pub id: String,
    /// The party
    #[arg(long)]
    pub party: String,
    /// Who signs for it
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Version to sign; the last one by default
    #[arg(long = "text-version", value_name = "VERSION")]
    pub text_version: Option<u32>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Enter {
    /// Identifier of the agreement
    pub id: String,
    /// The party that collected, paid or lost it
    #[arg(long)]
    pub party: String,
    /// The item that a clause names
    #[arg(long)]
    pub item: String,
    /// The period, such as 2023 or 2023-05
    #[arg(long)]
    pub period: String,
    /// How much, with its unit, such as "100 万元"
    #[arg(long, allow_hyphen_values = true)]
    pub amount: String,
    /// Firm or project
    #[arg(long)]
    pub actor: Option<String>,
    /// Whether it was observed or not
    #[arg(long, value_parser = ["observed", "estimated", "simulated"], default_value = "observed")]
    pub observation: String,
    /// What has to be said of it
    #[arg(long)]
    pub note: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Settle {
    /// Only this agreement; all that are in force by default
    pub id: Option<String>,
    /// Period up to whose end it goes
    #[arg(long, value_name = "PERIOD")]
    pub until: Period,
    /// File with amounts (columns of the table agreement_fact), entered first
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// State whose tables are read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Pay {
    /// Identifier of the agreement
    pub id: String,
    /// Who pays
    #[arg(long, value_name = "PARTY")]
    pub from: String,
    /// To whom
    #[arg(long, value_name = "PARTY")]
    pub to: String,
    /// How much, with its unit, such as "100 万元"
    #[arg(long)]
    pub amount: String,
    /// Day of the payment; today by default
    #[arg(long)]
    pub day: Option<jiff::civil::Date>,
    /// Clause that it is for; the oldest obligations by default
    #[arg(long)]
    pub clause: Option<String>,
    /// Who carried it out
    #[arg(long, value_name = "NAME")]
    pub executor: Option<String>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Reverse {
    /// Identifier of the agreement
    pub id: String,
    /// Number of the record
    pub record: u64,
    /// Why
    #[arg(long)]
    pub reason: String,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Draw {
    /// Identifier of the agreement
    pub id: String,
    /// The clause of the bond
    #[arg(long)]
    pub bond: String,
    /// Who decided it
    #[arg(long)]
    pub by: String,
    /// The day; today by default
    #[arg(long)]
    pub day: Option<Date>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Calendar {
    /// Identifier of the agreement
    pub id: String,
    /// The period; the term of the agreement by default
    #[arg(long)]
    pub period: Option<Period>,
    /// What is not done before this day is late; today by default
    #[arg(long)]
    pub as_of: Option<Date>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Obligations {
    /// Identifier of the agreement
    pub id: String,
    /// Only those of this party
    #[arg(long)]
    pub party: Option<String>,
    /// As they stood at the end of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<jiff::civil::Date>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Statement {
    /// Identifier of the agreement
    pub id: String,
    /// Whose statement
    #[arg(long)]
    pub party: String,
    /// The period; all time by default
    #[arg(long)]
    pub period: Option<Period>,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Clearing {
    /// As it stood at the end of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<jiff::civil::Date>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    deals: Vec<DealInfo>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Owed {
    obligations: Vec<Obligation>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Falling {
    calendar: Vec<CalendarEntry>,
}

pub async fn execute(context: &Context, action: Action) -> Result<(), Failure> {
    match action {
        Action::Template(arguments) => template(context, arguments.kind.as_deref()),
        Action::Check(arguments) => check(context, &arguments.file),
        Action::Add(arguments) => {
            let text = read(&arguments.file)?;
            let deal = context.engine().await?.add_deal(context.port(), &text, arguments.by.as_deref()).await;
            shown(context, deal, &arguments.file, &text)
        }
        Action::Amend(arguments) => {
            let text = read(&arguments.file)?;
            let id = check_deal(&arguments.file.display().to_string(), &text).id.unwrap_or_default();
            let (engine, by) = (context.engine().await?, arguments.by.as_deref());
            let deal = engine.amend_deal(context.port(), &id, &text, arguments.valid_from, by).await;
            shown(context, deal, &arguments.file, &text)
        }
        Action::List => {
            let deals = context.engine().await?.deals(context.port()).await?;
            context.answer(&Listed { deals }, |listed| list(&listed.deals, context))
        }
        Action::Show(Show { id, text: Some(version) }) => {
            let text = context.engine().await?.deal_text(context.port(), &id, version).await?;
            context.answer(&text, Clone::clone)
        }
        Action::Show(arguments) => {
            let deal = context.engine().await?.deal(context.port(), &arguments.id).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Sign(own) => {
            let engine = context.engine().await?;
            let deal = engine.sign_deal(context.port(), &own.id, &own.party, &own.by, own.text_version).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Enter(own) => {
            let Enter { id, party, item, period, amount, actor, observation, note } = own;
            let fact = GivenFact { party, item, period, amount, actor, observation: Some(observation), note };
            let deal = context.engine().await?.enter_facts(context.port(), &id, &[fact]).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Settle(arguments) => settle(context, arguments).await,
        Action::Pay(own) => {
            let Pay { id, from, to, amount, day, clause, executor } = own;
            let payment = Payment { from, to, amount, day, clause, executor };
            let deal = context.engine().await?.pay_deal(context.port(), &id, &payment).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Reverse(own) => {
            let engine = context.engine().await?;
            let deal = engine.reverse_deal(context.port(), &own.id, own.record, &own.reason).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Draw(own) => {
            let engine = context.engine().await?;
            let deal = engine.draw_bond(context.port(), &own.id, &own.bond, &own.by, own.day).await?;
            context.answer(&deal, |deal| show(deal, context))
        }
        Action::Calendar(own) => {
            let calendar =
                context.engine().await?.deal_calendar(context.port(), &own.id, own.period, own.as_of).await?;
            context.answer(&Falling { calendar }, |own| falling(&own.calendar, context))
        }
        Action::Obligations(own) => {
            let engine = context.engine().await?;
            let obligations = engine.obligations(context.port(), &own.id, own.party.as_deref(), own.as_of).await?;
            context.answer(&Owed { obligations }, |owed| owe(&owed.obligations, context))
        }
        Action::Statement(own) => {
            let engine = context.engine().await?;
            let statement = engine.deal_statement(context.port(), &own.id, &own.party, own.period).await?;
            context.answer(&statement, |statement| account(statement, context))
        }
        Action::Clearing(own) => {
            let found = context.engine().await?.clear_deals(context.port(), own.as_of).await?;
            context.answer(&found, |found| cleared(found, context))
        }
        Action::Verify => {
            let found = context.engine().await?.verify_deals(context.port()).await?;
            context.answer(&found, |found| verified(found, context))?;
            if found.sound { Ok(()) } else { Err(Failure::Data) }
        }
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(Failure::file(file))
}

fn template(context: &Context, kind: Option<&str>) -> Result<(), Failure> {
    let templates = deal_templates();
    let Some(kind) = kind else {
        return context
            .answer(&templates, |all| all.iter().map(|own| format!("{}\n", own.kind)).collect::<Vec<_>>().concat());
    };
    let own = templates.iter().find(|own| own.kind == kind);
    let own = own.ok_or_else(|| Failure::Unknown { word: kind.to_owned(), list: "liantu deal template" })?;
    context.answer(own, |own| own.text.to_owned())
}

fn check(context: &Context, file: &Path) -> Result<(), Failure> {
    let text = read(file)?;
    let checked = check_deal(&file.display().to_string(), &text);
    context.answer(&checked, |checked| {
        let language = context.language;
        let mut said = findings(&checked.diagnostics, context);
        for part in checked.audit.iter().filter(|part| part.needed && part.said.is_empty()) {
            said += &say!(language, "缺少 {}：{}\n", "lacks {}: {}\n", part.part, part.advice.get(language));
        }
        if checked.ok {
            let (id, parties, clauses) =
                (checked.id.as_deref().unwrap_or_default(), checked.parties.len(), checked.clauses.len());
            said += &say!(
                language,
                "{id}：可以保存，{parties} 个协议方，{clauses} 条条款",
                "{id}: can be kept, {parties} parties, {clauses} clauses",
            );
        }
        said
    })?;
    if checked.ok { Ok(()) } else { Err(Failure::Data) }
}

/// What came of bringing a text; its findings where it is no agreement.
fn shown(context: &Context, deal: Result<DealView, EngineError>, file: &Path, text: &str) -> Result<(), Failure> {
    match deal {
        Ok(deal) => context.answer(&deal, |deal| show(deal, context)),
        Err(error) => {
            let checked = check_deal(&file.display().to_string(), text);
            if !checked.ok && !context.json {
                context.print(&findings(&checked.diagnostics, context))?;
            }
            Err(error.into())
        }
    }
}

async fn settle(context: &Context, arguments: Settle) -> Result<(), Failure> {
    let engine = context.engine().await?;
    if let Some(file) = &arguments.facts {
        for (id, count) in engine.enter_file(context.port(), file).await? {
            context.note(&say!(context.language, "{id}：登记 {count} 条记录", "{id}: {count} records entered"));
        }
    }
    let state = at(arguments.as_of.as_deref())?;
    let settled = engine.settle_deals(context.port(), &state, arguments.id.as_deref(), arguments.until).await?;
    context.answer(&settled, |settled| ended(settled, context))
}
