//! The watch of a workspace: what stands, what changed, who has to answer for it, as Today, the page Watch and the periodic
//! report show it. The numbers come from the methods; here they are brought together for one port, scale and period.

mod backtest;
mod collect;
mod evidence;
mod frozen;
mod handling;
mod heat;
mod kept;
mod office;
mod scope;
mod sources;
mod sums;
mod titles;

pub use backtest::{Backtest, BacktestRequest, Outlook, RuleFault};
pub use evidence::{AlertView, EvidenceTable, SeriesQuery};
pub use frozen::FrozenReport;
pub use handling::{AlertAct, AlertCase, Doing, FindingAct, FindingView, Followed};
pub use office::{FoundMatter, InspectOutcome, InspectRequest, InspectedRun};

use crate::{At, Engine, EngineError, Port};
use collect::Depth;
use jiff::civil::Date;
use liantu_model::Period;
use liantu_report::document::Place;
use liantu_report::material::{Alert, Fresh, Heat, Matter, Series};
use liantu_report::{Report, Template, Today, compose, today};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use collect::{Watched, shipped_rules};
pub(crate) use handling::Docket;

/// What is watched: for whom, at which scale, when.
#[derive(Clone, Debug, Default)]
pub struct WatchQuery {
    /// A region, with all that lies in it, or the name of a port; the whole workspace when absent.
    pub port: Option<String>,
    /// The level at which rules are put that name none.
    pub scale: Option<String>,
    /// The period; the newest month (else quarter, else year) with any value when absent.
    pub period: Option<Period>,
    /// The day from which sources and matters are looked at; the last of the period when absent.
    pub day: Option<Date>,
}

/// The page Watch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchView {
    /// The revision that was read.
    pub revision: u64,
    /// Whose port.
    pub port: Place,
    /// The scale.
    pub scale: Option<String>,
    /// The period.
    pub period: String,
    /// The period before it.
    pub before: Option<String>,
    /// Whether the rules are those that ship, because the workspace has none.
    pub shipped_rules: bool,
    /// Grades by region and stage.
    pub heat: Heat,
    /// The alerts, those that stand and the gravest first.
    pub alerts: Vec<Alert>,
    /// Alerts in all; those beyond the limit are left out.
    pub total: usize,
    /// The series of the gravest alerts that stand.
    pub series: Vec<Series>,
    /// Inspections and findings.
    pub matters: Vec<Matter>,
    /// The sources.
    pub freshness: Vec<Fresh>,
    /// What was found wrong on the way, such as rules that cannot be read.
    pub diagnostics: Vec<liantu_model::Diagnostic>,
}

/// The day that it is here and now, for whoever asks without naming one.
pub fn present_day() -> Date {
    jiff::Zoned::now().date()
}

impl Engine {
    /// At most five sentences, three numbers, and whether the sources report.
    pub async fn today(&self, port: &Port, at: &At, query: &WatchQuery) -> Result<Today, EngineError> {
        let (material, _) = self.material(port, at, query, Depth::Alerts).await?;
        Ok(today(&material))
    }

    /// Region × stage, alerts with their series, matters: at most `limit` alerts.
    pub async fn watch(
        &self,
        port: &Port,
        at: &At,
        query: &WatchQuery,
        limit: usize,
    ) -> Result<WatchView, EngineError> {
        let (mut material, diagnostics) = self.material(port, at, query, Depth::Series).await?;
        let total = material.alerts.len();
        material.alerts.truncate(limit);
        Ok(WatchView {
            revision: material.revision,
            port: material.port,
            scale: material.scale,
            period: material.period,
            before: material.before,
            shipped_rules: material.shipped_rules,
            heat: material.heat,
            alerts: material.alerts,
            total,
            series: material.series,
            matters: material.matters,
            freshness: material.fresh,
            diagnostics,
        })
    }

    /// The periodic report. `template` is the text of a template; without one that of the workspace
    /// (`reports/template.toml`), else the one that ships.
    pub async fn report(
        &self,
        port: &Port,
        at: &At,
        query: &WatchQuery,
        template: Option<&str>,
    ) -> Result<Report, EngineError> {
        let template = self.template(template)?;
        let (material, _) = self.material(port, at, query, Depth::Whole).await?;
        Ok(compose(&template, &material))
    }

    fn template(&self, given: Option<&str>) -> Result<Template, EngineError> {
        if let Some(text) = given {
            return Ok(Template::parse(text)?);
        }
        let path = self.commons().folder().join("reports").join("template.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Template::parse(&text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Template::shipped()),
            Err(error) => Err(EngineError::file(&path)(error)),
        }
    }
}

impl From<liantu_report::TemplateError> for EngineError {
    fn from(error: liantu_report::TemplateError) -> Self {
        Self::Report(error.into())
    }
}
