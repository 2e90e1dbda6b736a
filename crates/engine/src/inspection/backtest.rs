//! A rule while it is written: whether it can be read, and how it would have done.

use super::collect::rows;
use crate::{At, Engine, EngineError, Grid, Port};
use liantu_model::Words;
use liantu_monitoring::Frequency;
use liantu_monitoring::rule::{self, RuleError, Trouble};
use liantu_workspace::Revision;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is tried.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BacktestRequest {
    /// The rule; without one the rules of the workspace, or those that ship.
    #[serde(default)]
    pub text: Option<String>,
    /// `month`, `quarter` or `year`; by month when absent.
    #[serde(default)]
    pub frequency: Option<String>,
    /// Levels separated by commas, such as `city, province`; as listed when absent.
    #[serde(default)]
    pub levels: Option<String>,
    /// Kinds of events that are shocks, separated by commas; `shock` when absent.
    #[serde(default)]
    pub kinds: Option<String>,
    /// Alerts this many steps before a shock are right; 6 when absent.
    #[serde(default, deserialize_with = "steps")]
    #[schema(maximum = 1200)]
    pub before: Option<u32>,
    /// Alerts this many steps after a shock are right; 3 when absent.
    #[serde(default, deserialize_with = "steps")]
    #[schema(maximum = 1200)]
    pub after: Option<u32>,
    /// Only shocks and alerts of this period.
    #[serde(default)]
    pub period: Option<String>,
}

/// A number of steps; in JSON `3` and `3.0` are the same.
fn steps<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    use serde::Deserialize as _;
    let Some(number) = Option::<f64>::deserialize(from)? else { return Ok(None) };
    let found = (0..=1200u32).find(|whole| f64::from(*whole).total_cmp(&number).is_eq());
    found.map(Some).ok_or_else(|| serde::de::Error::custom("expected a whole number from 0 to 1200"))
}

/// How rules would have done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Backtest {
    /// The revision that was read.
    pub revision: u64,
    /// What is wrong with the text; then there are no outlooks.
    pub fault: Option<RuleFault>,
    /// One for each rule.
    pub rules: Vec<Outlook>,
    /// What was found wrong on the way.
    pub diagnostics: Vec<liantu_model::Diagnostic>,
}

/// What is wrong with the text of a rule, and where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleFault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// First and last-but-one character of the fault in the text, from 0, in UTF-16 units as browsers count them.
    pub span: [usize; 2],
    /// The line it stands in.
    pub excerpt: String,
    /// What is wrong.
    pub message: Words,
    /// The nearest word that could stand there.
    pub nearest: Option<String>,
}

/// How a rule would have done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Outlook {
    /// Identifier; `text` for a rule that is being written.
    pub rule: String,
    /// All of it in a sentence.
    pub sentence: Words,
    /// Subjects it was put to.
    pub subjects: u64,
    /// Steps it was put to.
    pub steps: u64,
    /// Alerts.
    pub fired: u64,
    /// Alerts that told of a shock.
    pub right: u64,
    /// Alerts that told of none.
    pub wrong: u64,
    /// Known shocks.
    pub shocks: u64,
    /// Shocks told of.
    pub caught: u64,
    /// Right over fired; null without alerts.
    pub precision: Option<f64>,
    /// Caught over shocks; null without shocks.
    pub recall: Option<f64>,
    /// Median steps from alert to shock; negative where alerts came later.
    pub lead: Option<f64>,
    /// Wrong alerts per subject and year.
    pub false_rate: Option<f64>,
    /// Subject and step of the alerts, twenty at most.
    pub when: Vec<String>,
    /// Shocks not told of.
    pub missed: Vec<String>,
}

impl RuleFault {
    fn new(text: &str, error: &RuleError) -> Self {
        let units = |end: usize| text.get(..end.min(text.len())).map_or(0, |part| part.encode_utf16().count());
        let nearest = match &*error.trouble {
            Trouble::Unexpected { nearest, .. } => nearest.clone(),
            Trouble::Meaning(_) => None,
        };
        Self {
            line: error.line,
            column: error.column,
            span: [units(error.span.start), units(error.span.end)],
            excerpt: error.excerpt.clone(),
            message: error.words(),
            nearest,
        }
    }
}

impl Engine {
    /// Puts a rule, or all rules, to the past. A text that cannot be read is an answer that says where and why.
    pub async fn backtest(&self, port: &Port, at: &At, request: &BacktestRequest) -> Result<Backtest, EngineError> {
        let revision = self.revision(port, at).await?;
        let at = At::revision(revision.number);
        let nothing = |fault| Backtest { revision: revision.number, fault, rules: Vec::new(), diagnostics: Vec::new() };
        if let Some(text) = &request.text {
            let frequency = request.frequency.as_deref().and_then(Frequency::parse).unwrap_or_default();
            let names = self.indicators(&revision).await?;
            let read = rule::parse(text).and_then(|rule| {
                rule::evaluate::check_units(&rule, &rule.condition, frequency)?;
                rule::check_names(&rule, names.iter().map(String::as_str))
            });
            if let Err(error) = read {
                return Ok(nothing(Some(RuleFault::new(text, &error))));
            }
        }
        let mut given = BTreeMap::from([("duplicates".to_owned(), "sum".to_owned())]);
        let mut set = |name: &str, value: Option<String>| given.extend(value.map(|value| (name.to_owned(), value)));
        set("text", request.text.clone());
        set("frequency", request.frequency.clone());
        set("levels", request.levels.clone());
        set("kinds", request.kinds.clone());
        set("before", request.before.map(|steps| steps.to_string()));
        set("after", request.after.map(|steps| steps.to_string()));
        set("period", request.period.clone());
        let (rules, _) = self.own_rules(&revision).await?;
        let outcome = self.run_with(port, &at, "rule_backtest", given, vec![("rule", rules)]).await?;
        let found = rows(&outcome)?;
        let count = |column: &str, row: usize| {
            found.integer(column, row).and_then(|count| u64::try_from(count).ok()).unwrap_or(0)
        };
        let list = |column: &str, row: usize| -> Vec<String> {
            let parts = found.text(column, row).unwrap_or_default().split(['|', ';']).map(str::trim);
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let outlook = |row: usize| {
            let mut outlook = Outlook {
                rule: found.text("rule", row).unwrap_or_default().to_owned(),
                sentence: Words::default(),
                subjects: count("subjects", row),
                steps: count("steps", row),
                fired: count("fired", row),
                right: count("right", row),
                wrong: count("wrong", row),
                shocks: count("shocks", row),
                caught: count("caught", row),
                precision: found.number("precision", row),
                recall: found.number("recall", row),
                lead: found.number("lead", row),
                false_rate: found.number("false_rate", row),
                when: list("when", row),
                missed: list("missed", row),
            };
            outlook.sentence = outlook.told();
            outlook
        };
        let rules = (0..found.len()).map(outlook).collect();
        Ok(Backtest { rules, diagnostics: outcome.provenance.diagnostics, ..nothing(None) })
    }

    /// The names of all indicators.
    async fn indicators(&self, revision: &Revision) -> Result<Vec<String>, EngineError> {
        if !revision.tables.contains_key("indicator") {
            return Ok(Vec::new());
        }
        let batches = self.collect(revision, "SELECT DISTINCT indicator FROM indicator ORDER BY indicator").await?;
        let Some(first) = batches.first() else { return Ok(Vec::new()) };
        let rows = Grid::new(first.schema().fields(), &batches, &[], 0, None)?.rows;
        Ok(rows.iter().filter_map(|row| row[0].as_str().map(str::to_owned)).collect())
    }
}

impl Outlook {
    fn told(&self) -> Words {
        let Self { fired, shocks, caught, wrong, .. } = self;
        let (lead_zh, lead_en) = match self.lead {
            Some(lead) if lead < 0.0 => (format!("，中位滞后 {} 期", -lead), format!("; median delay {} steps", -lead)),
            Some(lead) => (format!("，中位提前 {lead} 期"), format!("; median lead {lead} steps")),
            None => (String::new(), String::new()),
        };
        let (shocks_zh, shocks_en) = match shocks {
            0 => ("；没有已知的冲击可供核对".to_owned(), "; no known shocks to compare with".to_owned()),
            _ => (
                format!("；抓住 {shocks} 次冲击中的 {caught} 次；误报 {wrong} 次"),
                format!("; caught {caught} of {shocks} shocks; {wrong} false"),
            ),
        };
        Words::new(
            format!("会触发 {fired} 次{shocks_zh}{lead_zh}"),
            format!("would have fired {fired} times{shocks_en}{lead_en}"),
        )
    }
}
