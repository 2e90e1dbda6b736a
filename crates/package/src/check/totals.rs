//! Totals that a source declares, compared with their parts at the decimals that it prints.

use crate::catalogue::balance as pages;
use foldhash::HashMap;
use liantu_model::{Diagnostic, Explanation, Place, Words};

/// A row of the table `declared_total`.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    pub(crate) row: u64,
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) declared: String,
    pub(crate) parts: Vec<String>,
    pub(crate) decimals: Option<i64>,
}

/// What is known of a fact.
#[derive(Clone, Copy, Debug, Default)]
enum Fact {
    #[default]
    Unmet,
    Unknown,
    Known(f64),
}

/// The declared totals of a package, and the facts that they are about.
#[derive(Default)]
pub(crate) struct Facts {
    totals: Vec<(Total, Place)>,
    /// Number of the file that declares them.
    pub(crate) resource: usize,
    /// Value of each fact that a total names.
    values: HashMap<String, Fact>,
}

impl Facts {
    /// Waits for the facts that these totals name.
    pub(crate) fn wait(&mut self, totals: Vec<Total>, place: &dyn Fn(u64) -> Place, resource: usize) {
        for total in &totals {
            let parts = if total.rule == "count" { &[][..] } else { &total.parts[..] };
            for fact in parts.iter().chain([&total.declared]) {
                self.values.entry(fact.clone()).or_default();
            }
        }
        self.resource = resource;
        self.totals =
            totals.into_iter().map(|total| (place(total.row), total)).map(|(place, total)| (total, place)).collect();
    }

    pub(crate) fn waiting(&self) -> bool {
        !self.values.is_empty()
    }

    /// Takes the value of a fact.
    pub(crate) fn meet(&mut self, fact: &str, value: Option<f64>) {
        if let Some(slot) = self.values.get_mut(fact) {
            *slot = value.map_or(Fact::Unknown, Fact::Known);
        }
    }

    /// What disagrees.
    pub(crate) fn check(self) -> Vec<Diagnostic> {
        self.totals.iter().filter_map(|(total, place)| self.judge(total, place)).collect()
    }

    fn value(&self, fact: &str) -> Result<f64, Words> {
        match self.values.get(fact) {
            Some(Fact::Known(value)) => Ok(*value),
            Some(Fact::Unknown) => Err(Words::new(format!("{fact} 没有数值"), format!("{fact} has no value"))),
            _ => Err(Words::new(format!("没有事实 {fact}"), format!("there is no fact {fact}"))),
        }
    }

    fn judge(&self, total: &Total, place: &Place) -> Option<Diagnostic> {
        let finding = |page| Diagnostic::new(page, Place { field: Some("total".to_owned()), ..place.clone() });
        let (declared, computed, page, formula) = match self.computed(total) {
            Ok(judged) => judged,
            Err(why) => {
                return Some(finding(&pages::TOTAL_UNCHECKED).found(total.id.as_str()).help(why));
            }
        };
        // Half a unit of the last decimal, and a little for the binary representation.
        let decimals = total.decimals.unwrap_or_else(|| decimals(declared));
        let decimals = i32::try_from(decimals.clamp(0, 15)).unwrap_or(15);
        let tolerance = 0.5 * 10f64.powi(-decimals) + 1e-9 * computed.abs().max(1e-6);
        if (declared - computed).abs() <= tolerance {
            return None;
        }
        let shown = format!("{computed:.*}", usize::try_from(decimals).unwrap_or(0));
        let expected = Words::same(format!("{shown} = {formula}"));
        Some(finding(page).found(format!("{} = {declared}", total.declared)).expected(expected))
    }

    /// The declared value, the computed one, the page if they disagree, and the formula.
    fn computed(&self, total: &Total) -> Result<(f64, f64, &'static Explanation, String), Words> {
        let declared = self.value(&total.declared)?;
        if total.rule == "count" {
            return Ok((declared, total.parts.len() as f64, &pages::COUNT_DISAGREES, total.parts.join(", ")));
        }
        let values: Vec<f64> = total.parts.iter().map(|part| self.value(part)).collect::<Result<_, _>>()?;
        let written: Vec<String> = values.iter().map(ToString::to_string).collect();
        match (total.rule.as_str(), &values[..]) {
            ("ratio", [over, under]) if *under != 0.0 => {
                Ok((declared, over / under, &pages::RATIO_DISAGREES, written.join(" / ")))
            }
            ("ratio", _) => {
                Err(Words::new("比值需要两项，且次项不为零", "a ratio needs two parts, the second not zero"))
            }
            _ => Ok((declared, values.iter().sum(), &pages::SUM_DISAGREES, written.join(" + "))),
        }
    }
}

/// Decimals that a number needs.
fn decimals(value: f64) -> i64 {
    value.to_string().split_once('.').map_or(0, |(_, fraction)| i64::try_from(fraction.len()).unwrap_or(15))
}
