//! Before an agreement is kept: whether its text is right and says what it should, and texts to start from.

use super::shown::{ClauseInfo, DealParty};
use liantu_cooperation::agreement::{TEMPLATES, audit, parse, schema};
use liantu_model::{Diagnostic, Severity, Text, Words};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that an agreement should say.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditPart {
    /// Which: `standard`, `plan`, `owner`, `date`, `budget`, `revenue_rule`, `risk_rule`, `exit`, `dispute`.
    pub part: &'static str,
    /// Whether an agreement of this kind needs it.
    pub needed: bool,
    /// Where it is said: fields or clauses; empty where it is not.
    pub said: Vec<String>,
    /// What to add.
    pub advice: Text,
}

/// What is to be said of a text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DealCheck {
    /// Whether it can be kept: no finding is an error.
    pub ok: bool,
    /// The identifier; null where the text is no agreement.
    pub id: Option<String>,
    /// The title.
    pub title: Option<Words>,
    /// Its parties.
    pub parties: Vec<DealParty>,
    /// Its clauses.
    pub clauses: Vec<ClauseInfo>,
    /// Whether it says what keeps an agreement.
    pub audit: Vec<AuditPart>,
    /// What was found, with line and column.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a text without keeping it; `name` is what findings call it.
pub fn check_deal(name: &str, text: &str) -> DealCheck {
    let (agreement, diagnostics) = parse(name, text);
    let ok = agreement.is_some() && diagnostics.iter().all(|finding| finding.severity != Severity::Error);
    DealCheck {
        ok,
        id: agreement.as_ref().map(|own| own.id.clone()),
        title: agreement.as_ref().map(|own| own.title.clone()),
        parties: agreement.as_ref().map(DealParty::list).unwrap_or_default(),
        clauses: agreement.as_ref().map(ClauseInfo::list).unwrap_or_default(),
        audit: agreement.as_ref().map(|own| audit(own).into_iter().map(AuditPart::of).collect()).unwrap_or_default(),
        diagnostics,
    }
}

impl AuditPart {
    pub(super) fn of(part: liantu_cooperation::agreement::Part) -> Self {
        let liantu_cooperation::agreement::Part { part, needed, said, advice } = part;
        Self { part, needed, said, advice }
    }
}

/// A text to start from.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct DealTemplate {
    /// The kind of agreement.
    pub kind: &'static str,
    /// The text, with places for shares and amounts.
    pub text: &'static str,
}

/// A template for each kind of agreement that has one.
pub fn deal_templates() -> Vec<DealTemplate> {
    TEMPLATES.iter().map(|own| DealTemplate { kind: own.kind, text: own.text }).collect()
}

/// The JSON schema of an agreement.
pub fn deal_schema() -> serde_json::Value {
    schema()
}
