//! Co-agglomeration of a group of industries: how much the group clusters beyond what each of its industries does.

use super::{Located, PLANTS, TOTAL, TOTALS};
use crate::declare::{integer, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "group_coagglomeration",
    version: 1,
    study: "structure",
    title: text("行业组共聚指数", "Co-agglomeration of a group"),
    question: text(
        "一组行业作为整体的集聚，有多少来自不同行业彼此靠近？",
        "How much of the clustering of a group of industries comes from its industries settling near each other?",
    ),
    formula: text(
        "γ_c = [G/X − H − Σ_j γ_j w_j²(1 − H_j)]/(1 − Σ_j w_j²)，w_j 为行业 j 在组内的份额，G、H 取自整组：s_m = Σ_j w_j s_mj，H = Σ_j w_j² H_j。等于两两共聚指数的加权平均 Σ_{j≠k} w_j w_k γ_jk/(1 − Σw²)。λ = γ_c/Σ_j w_j γ_j 为组内集聚中来自行业之间的份额。",
        "γ_c = [G/X − H − Σ_j γ_j w_j²(1 − H_j)]/(1 − Σ_j w_j²), with w_j the share of industry j in the group, and G and H of the whole group: s_m = Σ_j w_j s_mj, H = Σ_j w_j² H_j. Equals the weighted mean of the pairs, Σ_{j≠k} w_j w_k γ_jk/(1 − Σw²). λ = γ_c/Σ_j w_j γ_j is the share of the clustering that lies between industries.",
    ),
    limits: text(
        "组内只有一个行业或只有一个区域时为空。组按行业代码的前几位划分（prefix），0 为全部合成一组。规模未知的单位不参与。",
        "Null for a group of one industry and where there is one region. Groups are the first characters of the industry codes (prefix); 0 makes one group of all. A plant of unknown size takes no part.",
    ),
    reference: "Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard approach. Journal of Political Economy 105(5), 889–927.",
    aliases: &["coagglomeration_group", "eg_group", "行业组共聚"],
    inputs: &[PLANTS, TOTALS, crate::declare::REGIONS],
    parameters: &[
        parameter(
            "prefix",
            ParameterKind::Integer { min: 0, max: 9 },
            Some("0"),
            "分组位数",
            "Characters of a group",
            "行业代码的前几位相同即为一组；0 为全部合成一组",
            "Industries whose codes begin with the same so many characters make a group; 0 makes one group of all",
        ),
        TOTAL,
        super::LEVEL,
        crate::profile::PERIOD,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        words(
            "group",
            "行业组",
            "Group",
            "组的代码前缀；全部合成一组时为空",
            "The prefix of the group; null for one group of all",
        ),
        integer("industries", "行业数", "Industries", "组内行业个数", "How many industries the group has"),
        number("coagglomeration", "共聚指数 γc", "Co-agglomeration γc", "0 为互不相关", "0 when unrelated"),
        number(
            "within",
            "行业自身集聚",
            "Of the industries",
            "组内各行业 EG 指数按份额的平均；有一个无定义即为空",
            "Mean of the Ellison–Glaeser indices of its industries by share; null where one is undefined",
        ),
        number(
            "ratio",
            "共聚之比 λ",
            "Ratio λ",
            "γc 与行业自身集聚之比；后者不为正时为空",
            "γc divided by that of the industries; null unless that is positive",
        ),
    ],
};

/// The indices of each group with plants, in order of the group ids.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCoagglomeration {
    /// The group.
    pub group: Vec<u32>,
    /// Industries with plants in the group.
    pub industries: Vec<u32>,
    /// `γ_c`.
    pub value: Nullable,
    /// `Σ w_j γ_j`.
    pub within: Nullable,
    /// `λ`.
    pub ratio: Nullable,
    /// What was found, that of [`Located`] not repeated.
    pub findings: Vec<Diagnostic>,
}

/// The co-agglomeration of groups of industries; `group` names the group of each industry.
///
/// # Panics
///
/// If `group` does not name one for every industry.
#[allow(clippy::cast_possible_truncation, reason = "industries are counted in 32 bits")]
pub fn group_coagglomeration(located: &Located, group: &[u32]) -> GroupCoagglomeration {
    assert_eq!(group.len(), located.plants.len(), "a group for every industry");
    let mut groups: Vec<u32> = located.present().map(|industry| group[industry]).collect();
    groups.sort_unstable();
    groups.dedup();
    let eg = super::ellison_glaeser::ellison_glaeser(located);
    let gamma = |industry: usize| {
        let place = eg.industry.binary_search(&(industry as u32)).ok()?;
        eg.gamma.get(place)
    };
    let mut result = GroupCoagglomeration {
        group: groups.clone(),
        industries: Vec::new(),
        value: Nullable::default(),
        within: Nullable::default(),
        ratio: Nullable::default(),
        findings: Vec::new(),
    };
    let mut rows = Vec::new();
    for wanted in groups {
        let members: Vec<usize> = located.present().filter(|&industry| group[industry] == wanted).collect();
        let whole = sum(members.iter().map(|&industry| located.total[industry]));
        let weight = |industry: usize| located.total[industry] / whole;
        let width = located.cells.len() / located.plants.len();
        let mut joint = vec![0.0; width];
        let (mut own, mut squares) = (0.0, 0.0);
        for &industry in &members {
            let (w, deviation) = (weight(industry), located.deviation(industry));
            joint.iter_mut().zip(&deviation).for_each(|(joint, gap)| *joint += w * gap);
            // G_j w_j², which the formula writes as X (γ_j w_j² (1 − H_j) + w_j² H_j).
            own += w * w * sum(deviation.iter().map(|gap| gap * gap));
            squares += w * w;
        }
        let joint = sum(joint.iter().map(|gap| gap * gap));
        let value = ((joint - own) / located.spread / (1.0 - squares))
            .is_finite()
            .then_some((joint - own) / located.spread / (1.0 - squares))
            .filter(|_| members.len() > 1 && located.is_spread());
        let within: Option<f64> =
            members.iter().map(|&industry| gamma(industry).map(|gamma| weight(industry) * gamma)).sum();
        let ratio = value.zip(within).filter(|(_, within)| *within > 0.0).map(|(value, within)| value / within);
        result.industries.push(members.len() as u32);
        rows.push((value, within, ratio));
    }
    result.value = rows.iter().map(|row| row.0).collect();
    result.within = rows.iter().map(|row| row.1).collect();
    result.ratio = rows.iter().map(|row| row.2).collect();
    if result.value.undefined() > 0 {
        result.findings.push(at("STR203", None, result.value.undefined()));
    }
    result
}
