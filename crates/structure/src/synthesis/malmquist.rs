//! Malmquist index: change of productivity between periods, split into catching up and moving the frontier.

use super::efficiency::{INPUTS, OUTPUTS, Orientation, Returns, Units};
use crate::declare::{FRAME, number};
use crate::panel::at;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "malmquist",
    version: 1,
    study: "structure",
    title: text("马姆奎斯特生产率指数", "Malmquist productivity index"),
    question: text(
        "生产率变化了多少，多少来自追赶前沿，多少来自前沿本身移动？",
        "How much did productivity change, and how much of it is catching up and how much a moving frontier?",
    ),
    formula: text(
        "E^s(t) 为以 s 期前沿衡量的 t 期效率（规模报酬不变）。M = √[E^t(t+1)/E^t(t) · E^{t+1}(t+1)/E^{t+1}(t)] = 效率变化 × 技术变化；效率变化 EC = E^{t+1}(t+1)/E^t(t) = 纯效率变化 × 规模变化；技术变化 TC = √[E^t(t+1)/E^{t+1}(t+1) · E^t(t)/E^{t+1}(t)]。大于 1 为进步。",
        "E^s(t) is the efficiency of period t against the frontier of period s (constant returns). M = √[E^t(t+1)/E^t(t) · E^{t+1}(t+1)/E^{t+1}(t)] = efficiency change × technical change; EC = E^{t+1}(t+1)/E^t(t) = pure efficiency change × scale change; TC = √[E^t(t+1)/E^{t+1}(t+1) · E^t(t)/E^{t+1}(t)]. Above 1 is progress.",
    ),
    limits: text(
        "前沿只用两期都参与的区域，使两期可比。有一项混合期效率无定义（如前沿无法包络）即为空。其余同 efficiency。",
        "The frontiers use only regions that take part in both periods, so that the two compare. Null where a mixed efficiency is undefined (the frontier cannot envelop the region). Otherwise as efficiency.",
    ),
    reference: "Färe, R., Grosskopf, S., Norris, M., Zhang, Z. (1994). Productivity growth, technical progress, and efficiency change in industrialized countries. American Economic Review 84(1), 66–83.",
    aliases: &["tfp", "productivity", "dea_malmquist", "全要素生产率", "生产率指数"],
    inputs: &[FRAME],
    parameters: &[
        INPUTS,
        OUTPUTS,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        Column::new("start", ColumnKind::Period, text("期初", "Start"), text("期初", "The first period")),
        Column::new("end", ColumnKind::Period, text("期末", "End"), text("期末", "The last period")),
        crate::profile::REGION_COLUMN,
        number("malmquist", "生产率变化", "Productivity change", "大于 1 为提高", "Above 1 is a rise"),
        number("efficiency_change", "效率变化", "Efficiency change", "向前沿追赶", "Catching up with the frontier"),
        number("technical_change", "技术变化", "Technical change", "前沿移动", "The frontier moving"),
        number(
            "pure_change",
            "纯效率变化",
            "Pure efficiency change",
            "规模报酬可变下的效率变化",
            "Efficiency change under variable returns",
        ),
        number(
            "scale_change",
            "规模变化",
            "Scale change",
            "效率变化除以纯效率变化",
            "Efficiency change over pure efficiency change",
        ),
    ],
};

/// The change of one unit: productivity, efficiency, technique, pure efficiency, scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// `M`.
    pub productivity: f64,
    /// `EC`.
    pub efficiency: f64,
    /// `TC`.
    pub technique: f64,
    /// Of the pure efficiency.
    pub pure: f64,
    /// `EC` over that.
    pub scale: f64,
}

/// The change of every unit from `before` to `after`, whose rows are the same units; `None` where undefined.
///
/// # Panics
///
/// If the two do not have the same number of units.
pub fn malmquist(before: &Units, after: &Units) -> (Vec<Option<Change>>, Vec<Diagnostic>) {
    assert_eq!(before.len(), after.len(), "the same units in both periods");
    let measure = |unit: usize| -> Option<Change> {
        let of = |frontier: &Units, period: &Units, returns: Returns| {
            let (inputs, outputs) = period.unit(unit);
            let (found, _) = frontier.efficiency(inputs, outputs, Orientation::Output, returns).ok()?;
            (found.is_finite() && found > 0.0).then_some(found)
        };
        let (old, new) = (of(before, before, Returns::Constant)?, of(after, after, Returns::Constant)?);
        let (ahead, behind) = (of(before, after, Returns::Constant)?, of(after, before, Returns::Constant)?);
        let pure = of(after, after, Returns::Variable)? / of(before, before, Returns::Variable)?;
        let efficiency = new / old;
        let technique = (ahead / new * old / behind).sqrt();
        Some(Change { productivity: efficiency * technique, efficiency, technique, pure, scale: efficiency / pure })
    };
    let found: Vec<Option<Change>> = (0..before.len()).into_par_iter().map(measure).collect();
    let undefined = found.iter().filter(|found| found.is_none()).count();
    let findings = if undefined > 0 { vec![at("STR217", None, undefined)] } else { Vec::new() };
    (found, findings)
}
